package app.knock.screens.conversations

import android.content.Context
import android.view.Menu
import android.view.View
import android.widget.PopupMenu
import app.knock.R
import app.knock.core.Conversation
import app.knock.core.DeliveryStage
import app.knock.screens.stateIcon
import app.knock.screens.stateWord
import app.knock.screens.summary
import app.knock.widgets.Avatar
import app.knock.widgets.Gap
import app.knock.widgets.ItemView
import app.knock.widgets.TextKind
import app.knock.widgets.badge
import app.knock.widgets.column
import app.knock.widgets.icon
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.rest
import app.knock.widgets.row
import app.knock.widgets.setKind
import app.knock.widgets.square
import app.knock.widgets.times
import app.knock.widgets.tint
import app.knock.widgets.touchableLine
import app.knock.widgets.words

/** A conversation in the list: who, the last word, when, and how many are unread. */
internal class ConversationLine(
    context: Context,
    private val onEvent: (ConversationsEvent) -> Unit,
) : ItemView<Conversation> {
    private val times = context.times()
    private val line = row(context)
    private val avatar = Avatar(context)
    private val name = label(context, TextKind.NAME).onOneLine()
    private val verified = icon(context, R.drawable.ic_verified, R.color.good)
    private val muted = icon(context, R.drawable.ic_muted, R.color.text_soft)
    private val pinned = icon(context, R.drawable.ic_pin, R.color.text_soft)
    private val time = label(context, TextKind.SMALL).onOneLine()
    private val state = icon(context, R.drawable.ic_clock, R.color.text_soft)
    private val last = label(context, TextKind.SOFT).onOneLine()
    private val unread = badge(context)
    override val root: View = line

    init {
        line.padAll(Gap.FULL, Gap.NEAR)
        line.background = context.touchableLine()
        line.square(avatar, AVATAR, end = Gap.FULL)
        val texts = column(context)
        val top = row(context)
        top.rest(name)
        listOf(verified, muted, pinned).forEach { top.square(it, SIGN, start = Gap.SMALL) }
        top.piece(time, start = Gap.HALF)
        val bottom = row(context)
        bottom.square(state, SIGN, end = Gap.SMALL)
        bottom.rest(last)
        bottom.piece(unread, start = Gap.HALF)
        texts.line(top)
        texts.line(bottom, top = Gap.HAIR)
        line.rest(texts)
    }

    override fun show(item: Conversation) {
        val isMuted = item.mutedUntil.toLong() * 1000 > System.currentTimeMillis()
        avatar.show(item.title, item.peer)
        name.text = item.title
        name.setKind(if (item.unread > 0u) TextKind.NAME_UNREAD else TextKind.NAME)
        verified.isThere = item.verified
        muted.isThere = isMuted
        pinned.isThere = item.pinned
        val at = if (item.lastAt == 0uL) "" else root.words(times.inList(item.lastAt.toLong()))
        time.text = at
        showLast(item)
        unread.isThere = item.unread > 0u
        unread.text = item.unread.toString()
        root.contentDescription = spoken(item, at, isMuted)
        root.setOnClickListener { onEvent(ConversationsEvent.Open(item.peer)) }
        root.setOnLongClickListener {
            menu(item, isMuted)
            true
        }
    }

    private fun showLast(item: Conversation) {
        val draft = item.draft?.text
        val delivery = item.last?.delivery?.takeIf { draft == null }
        state.isThere = delivery != null
        delivery?.let {
            state.setImageResource(stateIcon(it.stage))
            state.tint(if (it.stage == DeliveryStage.FAILED) R.color.danger else R.color.text_soft)
        }
        last.text =
            when {
                draft != null -> root.words(R.string.conversation_draft, draft)
                else -> item.last?.let { root.words(summary(it)) }.orEmpty()
            }
    }

    private fun spoken(
        item: Conversation,
        at: String,
        isMuted: Boolean,
    ): String =
        listOfNotNull(
            item.title,
            root.words(R.string.verified).takeIf { item.verified },
            item.unread.toInt().takeIf { it > 0 }?.let { root.resources.getQuantityString(R.plurals.unread, it, it) },
            last.text.toString(),
            item.last?.delivery?.let { root.words(stateWord(it.stage)) },
            at,
            root.words(R.string.muted).takeIf { isMuted },
            root.words(R.string.pinned).takeIf { item.pinned },
        ).filter { it.isNotEmpty() }.joinToString(", ")

    private fun menu(
        item: Conversation,
        isMuted: Boolean,
    ) {
        val entries =
            listOf(
                (if (item.pinned) R.string.unpin else R.string.pin) to ConversationsEvent.Pin(item),
                (if (isMuted) R.string.unmute else R.string.mute) to ConversationsEvent.AskMute(item),
                R.string.mark_read to ConversationsEvent.MarkRead(item.peer),
                (if (item.archived) R.string.unarchive else R.string.archive) to ConversationsEvent.Archive(item),
                R.string.delete to ConversationsEvent.AskDelete(item),
            )
        val popup = PopupMenu(root.context, root, android.view.Gravity.END)
        entries.forEachIndexed { index, (text, _) -> popup.menu.add(Menu.NONE, index, index, text) }
        popup.setOnMenuItemClickListener {
            onEvent(entries[it.itemId].second)
            true
        }
        popup.show()
    }

    private companion object {
        const val AVATAR = 48
        const val SIGN = 16
    }
}
