package app.knock.screens.chat

import android.app.AlertDialog
import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.HorizontalScrollView
import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.DeliveryStage
import app.knock.core.MessageKind
import app.knock.widgets.Gap
import app.knock.widgets.TOUCH
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.rounded
import app.knock.widgets.row
import app.knock.widgets.scrolling
import app.knock.widgets.square
import app.knock.widgets.touchableLine
import app.knock.widgets.words

/** What can be done with a message, over the chat. */
internal class MessageMenu(
    private val context: Context,
    private val message: ChatMessage,
    private val onEvent: (ChatEvent) -> Unit,
) {
    private lateinit var dialog: AlertDialog

    fun show() {
        val box = column(context)
        box.padAll(0, Gap.HALF)
        box.line(HorizontalScrollView(context).apply { addView(emojis()) })
        entries().forEach { (text, event) -> box.line(entry(text, event)) }
        dialog = AlertDialog.Builder(context).setView(scrolling(box)).create()
        dialog.show()
    }

    private fun emojis(): View {
        val line = row(context)
        line.padAll(Gap.NEAR, Gap.HALF)
        val mine = message.reactions.find { it.mine }?.content
        for (emoji in EMOJIS) {
            val view = label(context, TextKind.TITLE, emoji)
            view.gravity = Gravity.CENTER
            view.textAlignment = View.TEXT_ALIGNMENT_CENTER
            view.contentDescription =
                view.words(if (emoji == mine) R.string.reaction_take_back else R.string.reaction_with, emoji)
            view.background = if (emoji == mine) context.rounded(R.color.accent_soft, Gap.WIDE) else context.touchableLine()
            view.setOnClickListener { choose(ChatEvent.React(message, emoji)) }
            line.square(view, TOUCH, end = Gap.HAIR)
        }
        return line
    }

    private fun entry(
        text: Int,
        event: ChatEvent,
    ): View {
        val view = label(context, TextKind.BODY, context.getString(text))
        view.gravity = Gravity.CENTER_VERTICAL
        view.minHeight = context.dp(TOUCH)
        view.padAll(Gap.WIDE, Gap.HALF)
        view.background = context.touchableLine()
        view.setOnClickListener { choose(event) }
        return view
    }

    private fun entries(): List<Pair<Int, ChatEvent>> {
        val stage = message.delivery?.stage
        val isText = message.kind == MessageKind.TEXT
        val isOut = message.mine && stage != DeliveryStage.TAKEN_BACK
        return listOfNotNull(
            R.string.chat_reply to ChatEvent.Reply(message),
            (R.string.copy to ChatEvent.Copy(message)).takeIf { isText },
            (R.string.chat_edit to ChatEvent.Edit(message)).takeIf { isText && isOut },
            (R.string.chat_retry to ChatEvent.Retry(message)).takeIf { stage == DeliveryStage.FAILED },
            R.string.chat_details to ChatEvent.Details(message),
            // What was read cannot be taken back.
            (R.string.chat_unsend to ChatEvent.AskUnsend(message)).takeIf { isOut && stage != DeliveryStage.SEEN },
            R.string.chat_delete to ChatEvent.AskDelete(message),
        )
    }

    private fun choose(event: ChatEvent) {
        dialog.dismiss()
        onEvent(event)
    }

    private companion object {
        val EMOJIS = listOf("❤️", "👍", "👎", "😂", "😮", "😢", "🙏", "🔥")
    }
}
