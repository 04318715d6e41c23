package app.knock.screens.chat

import android.content.Context
import android.view.View
import android.widget.AbsListView
import android.widget.FrameLayout
import app.knock.R
import app.knock.screens.Screen
import app.knock.text.span
import app.knock.widgets.EmptyView
import app.knock.widgets.Gap
import app.knock.widgets.ItemAdapter
import app.knock.widgets.Page
import app.knock.widgets.above
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.filling
import app.knock.widgets.iconButton
import app.knock.widgets.isThere
import app.knock.widgets.line
import app.knock.widgets.plainList
import app.knock.widgets.rest
import app.knock.widgets.times
import app.knock.widgets.touchable
import app.knock.widgets.words

class ChatView(
    context: Context,
    private val onEvent: (ChatEvent) -> Unit,
) : Screen<ChatState> {
    private val page = Page(context) { onEvent(ChatEvent.Back) }
    private val times = context.times()
    private val list = plainList(context)
    private val adapter =
        ItemAdapter(ChatItem::id, { if (it is ChatItem.Day) DAY else BUBBLE }, kinds = 2) { kind ->
            if (kind == DAY) DayView(context, times) else BubbleView(context, times, onEvent)
        }
    private val empty = EmptyView(context, R.drawable.ic_knock, R.string.chat_empty_title, R.string.chat_empty_text)
    private val down = iconButton(context, R.drawable.ic_down, R.string.chat_to_newest) { onEvent(ChatEvent.JumpToNewest) }
    private val composer = ComposerView(context, onEvent)
    private var highlighted: Long? = null
    override val root: View = page

    init {
        page.bar.onTitle(R.string.contact_title) { onEvent(ChatEvent.OpenDetails) }
        page.bar.menu {
            listOf(
                R.string.contact_title to { onEvent(ChatEvent.OpenDetails) },
                R.string.search_title to { onEvent(ChatEvent.Search) },
                R.string.timer_title to { onEvent(ChatEvent.AskTimer) },
            )
        }
        list.adapter = adapter
        list.setPadding(0, 0, 0, list.dp(Gap.HALF))
        list.isStackFromBottom = true
        list.transcriptMode = AbsListView.TRANSCRIPT_MODE_NORMAL
        list.setOnScrollListener(Scrolling())
        down.background = context.touchable(R.color.surface_raised, Gap.WIDE, R.color.line)
        val stack = FrameLayout(context)
        stack.filling(list)
        stack.filling(empty)
        stack.above(down, android.view.Gravity.BOTTOM or android.view.Gravity.END, Gap.FULL)
        val box = column(context)
        box.rest(stack)
        box.line(composer.root)
        page.content(box)
    }

    override fun render(state: ChatState) {
        page.setBusy(state.isLoading)
        page.bar.setTitle(state.title)
        page.bar.setSubtitle(subtitle(state))
        composer.render(state)
        showItems(state)
        val isEmpty = state.messages.isEmpty() && !state.isLoading
        empty.isThere = isEmpty
        down.isThere = state.hasNewer
    }

    private fun subtitle(state: ChatState): String =
        listOfNotNull(
            page.words(R.string.verified).takeIf { state.conversation?.verified == true },
            page.words(R.string.chat_timer, page.words(span(state.timerSeconds))).takeIf { state.timerSeconds > 0 },
        ).joinToString(" · ")

    /** Older messages come in above what the user looks at, which stays where it is. */
    private fun showItems(state: ChatState) {
        val items = chatItems(state, times)
        val first = list.firstVisiblePosition
        val anchor = adapter.items.getOrNull(first)
        val offset = list.getChildAt(0)?.top ?: 0
        val grewAbove = items.size > adapter.items.size && items.lastOrNull()?.id == adapter.items.lastOrNull()?.id
        adapter.submit(items)
        if (grewAbove && anchor != null) {
            val at = items.indexOfFirst { it.id == anchor.id }
            if (at >= 0) list.setSelectionFromTop(at, offset)
        }
        if (state.highlighted != null && state.highlighted != highlighted) {
            val at = items.indexOfFirst { it.id == state.highlighted }
            if (at >= 0) list.setSelectionFromTop(at, list.height / 3)
        }
        highlighted = state.highlighted
    }

    private inner class Scrolling : AbsListView.OnScrollListener {
        private var isMoving = false

        override fun onScrollStateChanged(
            view: AbsListView?,
            state: Int,
        ) {
            isMoving = state != AbsListView.OnScrollListener.SCROLL_STATE_IDLE
        }

        override fun onScroll(
            view: AbsListView?,
            first: Int,
            visible: Int,
            total: Int,
        ) {
            if (!isMoving || total == 0) return
            if (first == 0) onEvent(ChatEvent.LoadOlder)
            if (first + visible >= total) onEvent(ChatEvent.LoadNewer)
        }
    }

    private companion object {
        const val DAY = 0
        const val BUBBLE = 1
    }
}
