package app.knock.screens.chat

import android.content.Context
import android.content.res.ColorStateList
import android.text.InputType
import android.view.Gravity
import android.view.View
import android.widget.EditText
import android.widget.ProgressBar
import app.knock.R
import app.knock.screens.summary
import app.knock.text.sats
import app.knock.widgets.Gap
import app.knock.widgets.TOUCH
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.iconButton
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.keepFromLearning
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.onTyped
import app.knock.widgets.pad
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.rest
import app.knock.widgets.rounded
import app.knock.widgets.row
import app.knock.widgets.setKind
import app.knock.widgets.show
import app.knock.widgets.touchable
import app.knock.widgets.words

/** Where a message is written; what it answers above, what it costs at the send button. */
internal class ComposerView(
    context: Context,
    private val onEvent: (ChatEvent) -> Unit,
) {
    private val about = label(context, TextKind.SOFT).onOneLine()
    private val letGo = iconButton(context, R.drawable.ic_close, R.string.cancel) { onEvent(ChatEvent.LetGo) }
    private val aboutLine = row(context)
    private val progress = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal)
    private val stop = iconButton(context, R.drawable.ic_close, R.string.chat_upload_stop) { onEvent(ChatEvent.CancelUpload) }
    private val uploading = row(context)
    private val attach = iconButton(context, R.drawable.ic_attach, R.string.chat_attach) { onEvent(ChatEvent.Attach) }
    private val field = EditText(context)
    private val send = iconButton(context, R.drawable.ic_send, R.string.send) { onEvent(ChatEvent.Send) }
    private val price = label(context, TextKind.SMALL).onOneLine()
    val root = column(context)

    init {
        root.setBackgroundColor(context.getColor(R.color.surface))
        root.pad(Gap.HALF, Gap.SMALL, Gap.HALF, Gap.HALF)
        aboutLine.background = context.rounded(R.color.surface_raised, Gap.NEAR)
        aboutLine.rest(about, start = Gap.NEAR)
        aboutLine.piece(letGo)
        root.line(aboutLine, bottom = Gap.SMALL)
        progress.contentDescription = root.words(R.string.chat_uploading)
        uploading.gravity = Gravity.CENTER_VERTICAL
        uploading.rest(progress, start = Gap.HALF)
        uploading.piece(stop)
        root.line(uploading)
        root.line(writing())
        price.gravity = Gravity.END
        price.textAlignment = View.TEXT_ALIGNMENT_VIEW_END
        price.minHeight = root.dp(PRICE_HEIGHT)
        price.pad(end = Gap.HALF)
        price.setOnClickListener { onEvent(ChatEvent.AskPrice) }
        root.line(price)
    }

    private fun writing(): View {
        val context = root.context
        field.setKind(TextKind.BODY)
        field.hint = root.words(R.string.chat_hint)
        field.setHintTextColor(context.getColor(R.color.text_soft))
        field.background = context.rounded(R.color.surface_raised, Gap.WIDE)
        field.padAll(Gap.FULL, Gap.NEAR)
        field.inputType =
            InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_MULTI_LINE or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
        field.maxLines = MOST_LINES
        field.minHeight = root.dp(TOUCH)
        field.textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        field.keepFromLearning()
        field.onTyped { onEvent(ChatEvent.Typed(it)) }
        send.background = context.touchable(R.color.accent, Gap.WIDE)
        send.imageTintList = ColorStateList.valueOf(context.getColor(R.color.on_accent))
        val line = row(context)
        line.gravity = Gravity.BOTTOM
        line.piece(attach)
        line.rest(field, start = Gap.SMALL, end = Gap.HALF)
        line.piece(send)
        return line
    }

    fun render(state: ChatState) {
        val compose = state.compose
        field.show(compose.text)
        showAbout(compose)
        uploading.isThere = state.upload != null
        state.upload?.let(::showProgress)
        attach.isThere = compose.editing == null && compose.replyTo == null
        attach.isUsable = state.upload == null
        send.isUsable = compose.canSend
        val words = priceWords(state)
        price.text = words
        price.setTextColor(root.context.getColor(priceColour(state.price)))
        send.contentDescription = root.words(R.string.chat_send_for, words)
    }

    private fun showAbout(compose: Compose) {
        val answered = compose.replyTo
        aboutLine.isThere = answered != null || compose.editing != null
        about.text =
            when {
                compose.editing != null -> root.words(R.string.chat_editing)
                answered != null -> root.words(R.string.chat_replying, root.words(summary(answered)))
                else -> ""
            }
    }

    private fun showProgress(upload: Progress) {
        progress.isIndeterminate = upload.of == 0uL
        if (upload.of > 0uL) {
            progress.max = PERCENT
            progress.progress = (upload.done * PERCENT.toULong() / upload.of).toInt()
        }
    }

    private fun priceWords(state: ChatState): String =
        when (val price = state.price) {
            Price.Unknown -> ""
            Price.Asking -> root.words(R.string.chat_price_asking)
            Price.NoAddress -> root.words(R.string.chat_price_no_address)
            is Price.Failed -> root.words(price.why)
            is Price.Known -> {
                val each = root.words(sats(price.msat))
                if (state.compose.parts >
                    1
                ) {
                    root.words(R.string.chat_price_parts, state.compose.parts, each)
                } else {
                    root.words(R.string.chat_price, each)
                }
            }
        }

    private fun priceColour(price: Price) =
        when (price) {
            is Price.Failed, Price.NoAddress -> R.color.danger
            is Price.Known -> if (price.isOverLimit) R.color.danger else R.color.text_soft
            else -> R.color.text_soft
        }

    private companion object {
        const val MOST_LINES = 6
        const val PERCENT = 100
        const val PRICE_HEIGHT = 24
    }
}
