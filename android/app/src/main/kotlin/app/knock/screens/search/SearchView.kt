package app.knock.screens.search

import android.content.Context
import android.view.View
import android.widget.FrameLayout
import app.knock.R
import app.knock.core.ChatMessage
import app.knock.screens.Screen
import app.knock.screens.summary
import app.knock.widgets.Avatar
import app.knock.widgets.EmptyView
import app.knock.widgets.Gap
import app.knock.widgets.ItemAdapter
import app.knock.widgets.ItemView
import app.knock.widgets.Page
import app.knock.widgets.SearchEntry
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filling
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onEnd
import app.knock.widgets.onOneLine
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.plainList
import app.knock.widgets.rest
import app.knock.widgets.row
import app.knock.widgets.square
import app.knock.widgets.times
import app.knock.widgets.touchableLine
import app.knock.widgets.words

class SearchView(
    context: Context,
    private val onEvent: (SearchEvent) -> Unit,
) : Screen<SearchState> {
    private val page = Page(context) { onEvent(SearchEvent.Back) }
    private val query = SearchEntry(context, page.words(R.string.search_hint)) { onEvent(SearchEvent.Typed(it)) }
    private val list = plainList(context)
    private val adapter = ItemAdapter<Hit>({ it.message.id }) { HitLine(context, onEvent) }
    private val nothing = EmptyView(context, R.drawable.ic_search, R.string.search_nothing_title, R.string.search_nothing_text)
    override val root: View = page

    init {
        list.adapter = adapter
        list.onEnd { onEvent(SearchEvent.LoadMore) }
        val stack = FrameLayout(context)
        stack.filling(list)
        stack.filling(nothing)
        val box = column(context)
        box.line(query)
        box.rest(stack)
        page.content(box)
        query.field.requestFocus()
    }

    override fun render(state: SearchState) {
        val title = state.peerTitle
        page.bar.setTitle(if (title == null) page.words(R.string.search_title) else page.words(R.string.search_in, title))
        page.setBusy(state.isSearching)
        query.show(state.query)
        adapter.submit(state.found.map { Hit(it, state.titles[it.peer] ?: it.peer) })
        nothing.isThere = state.foundNothing
    }
}

private data class Hit(
    val message: ChatMessage,
    val title: String,
)

private class HitLine(
    context: Context,
    private val onEvent: (SearchEvent) -> Unit,
) : ItemView<Hit> {
    private val times = context.times()
    private val avatar = Avatar(context)
    private val name = label(context, TextKind.NAME).onOneLine()
    private val time = label(context, TextKind.SMALL)
    private val text = label(context, TextKind.SOFT)
    override val root = row(context)

    init {
        root.padAll(Gap.FULL, Gap.HALF)
        root.background = context.touchableLine()
        root.square(avatar, AVATAR, end = Gap.FULL)
        val top = row(context)
        top.rest(name)
        top.piece(time, start = Gap.HALF)
        text.maxLines = LINES
        text.ellipsize = android.text.TextUtils.TruncateAt.END
        val texts = column(context)
        texts.line(top)
        texts.line(text, top = Gap.HAIR)
        root.rest(texts)
    }

    override fun show(item: Hit) {
        avatar.show(item.title, item.message.peer)
        name.text = item.title
        time.text = root.words(times.inList(item.message.sentAt.toLong()))
        val words = root.words(summary(item.message))
        text.text = if (item.message.mine) root.words(R.string.chat_quote_yours, words) else words
        root.setOnClickListener { onEvent(SearchEvent.Open(item.message)) }
    }

    private companion object {
        const val AVATAR = 40
        const val LINES = 2
    }
}
