package app.knock.screens.chat

import android.content.Context
import android.view.Gravity
import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.DeliveryStage
import app.knock.screens.stateIcon
import app.knock.text.Times
import app.knock.text.sats
import app.knock.widgets.Gap
import app.knock.widgets.TextKind
import app.knock.widgets.icon
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.piece
import app.knock.widgets.row
import app.knock.widgets.square
import app.knock.widgets.tint
import app.knock.widgets.words

/** The last line of a bubble: what it cost, when, how long it stays, and the sign of how far it has come. */
internal class BubbleFoot(
    context: Context,
    private val times: Times,
) {
    private val text = label(context, TextKind.SMALL)
    private val state = icon(context, R.drawable.ic_clock, R.color.text_soft)
    val root = row(context)

    init {
        root.gravity = Gravity.END or Gravity.CENTER_VERTICAL
        root.piece(text)
        root.square(state, SIGN, start = Gap.SMALL)
    }

    fun show(message: ChatMessage) {
        text.text =
            listOfNotNull(
                root.words(R.string.chat_unpaid).takeIf { !message.mine && message.paidMsat == null },
                message.paidMsat?.takeIf { !message.mine }?.let { root.words(sats(it)) },
                message.delivery?.amountMsat?.let { root.words(sats(it)) },
                root.words(R.string.chat_edited).takeIf { message.editedAt != null },
                message.part?.let { root.words(R.string.chat_part, it.number.toInt(), it.of.toInt()) },
                times.clock(message.sentAt.toLong()),
            ).joinToString(" · ")
        val stage = message.delivery?.stage
        state.isThere = stage != null
        if (stage == null) return
        state.setImageResource(stateIcon(stage))
        state.tint(
            when (stage) {
                DeliveryStage.FAILED -> R.color.danger
                DeliveryStage.SEEN -> R.color.accent
                else -> R.color.text_soft
            },
        )
    }

    private companion object {
        const val SIGN = 16
    }
}
