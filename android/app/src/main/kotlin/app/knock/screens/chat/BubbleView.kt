package app.knock.screens.chat

import android.content.Context
import android.text.util.Linkify
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.DeliveryStage
import app.knock.text.Times
import app.knock.widgets.Gap
import app.knock.widgets.ItemView
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.pad
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.rounded
import app.knock.widgets.textButton
import app.knock.widgets.words

/** The day that begins. */
internal class DayView(
    context: Context,
    private val times: Times,
) : ItemView<ChatItem> {
    private val text = label(context, TextKind.SMALL)
    override val root = FrameLayout(context)

    init {
        root.padAll(Gap.FULL, Gap.NEAR)
        root.addView(text, FrameLayout.LayoutParams(WRAP, WRAP, Gravity.CENTER_HORIZONTAL))
    }

    override fun show(item: ChatItem) {
        text.text = root.words(times.day((item as ChatItem.Day).at))
    }
}

/** A message: what it answers, its text or file, when, how far it has come, and what was thought of it. */
internal class BubbleView(
    context: Context,
    private val times: Times,
    private val onEvent: (ChatEvent) -> Unit,
) : ItemView<ChatItem> {
    private lateinit var message: ChatMessage
    private val quote = QuoteView(context)
    private val file = FileView(context) { onEvent(ChatEvent.OpenFile(message)) }
    private val picture = PictureView(context) { onEvent(ChatEvent.OpenFile(message)) }
    private val text = label(context, TextKind.BODY)
    private val foot = BubbleFoot(context, times)
    private val problem = label(context, TextKind.SOFT)
    private val pay = textButton(context, R.string.chat_pay) { onEvent(ChatEvent.Pay(message)) }
    private val invoice = textButton(context, R.string.chat_invoice) { onEvent(ChatEvent.ShowInvoice(message)) }
    private val paid = textButton(context, R.string.chat_paid_yes) { onEvent(ChatEvent.ConfirmPaid(message)) }
    private val retry = textButton(context, R.string.chat_retry) { onEvent(ChatEvent.Retry(message)) }
    private val reactions = label(context, TextKind.BODY).onOneLine()
    private val bubble = column(context)
    private val stack = column(context)
    override val root = FrameLayout(context)

    init {
        bubble.padAll(Gap.NEAR, Gap.HALF)
        quote.root.setOnClickListener { message.quoted?.message?.let { onEvent(ChatEvent.Jump(it.id)) } }
        problem.setTextColor(context.getColor(R.color.danger))
        bubble.line(quote.root, bottom = Gap.HALF)
        bubble.piece(picture)
        bubble.line(file.root)
        bubble.line(text)
        bubble.line(problem)
        listOf(pay, invoice, paid, retry).forEach { bubble.line(it) }
        bubble.line(foot.root, top = Gap.HAIR)
        reactions.background = context.rounded(R.color.surface_raised, Gap.FULL, R.color.line)
        reactions.padAll(Gap.HALF, Gap.HAIR)
        stack.addView(bubble, LinearLayout.LayoutParams(WRAP, WRAP))
        stack.addView(reactions, LinearLayout.LayoutParams(WRAP, WRAP).apply { topMargin = -root.dp(Gap.SMALL) })
        root.addView(stack, FrameLayout.LayoutParams(WRAP, WRAP))
    }

    override fun show(item: ChatItem) {
        item as ChatItem.Bubble
        message = item.message
        place(item)
        showQuote()
        showFile(item)
        text.isThere = message.text.isNotEmpty()
        text.text = message.text
        Linkify.addLinks(text, Linkify.WEB_URLS)
        foot.show(message)
        showProblem()
        reactions.isThere = message.reactions.isNotEmpty()
        reactions.text = message.reactions.joinToString(" ") { it.content }
        bubble.contentDescription = spokenMessage(root.context, message, times)
        val open = View.OnLongClickListener { MessageMenu(root.context, message, onEvent).show().let { true } }
        bubble.setOnLongClickListener(open)
        text.setOnLongClickListener(open)
        bubble.setOnClickListener { MessageMenu(root.context, message, onEvent).show() }
    }

    private fun place(item: ChatItem.Bubble) {
        val mine = message.mine
        val side = if (mine) Gravity.END else Gravity.START
        (stack.layoutParams as FrameLayout.LayoutParams).gravity = side
        stack.gravity = side
        root.pad(if (mine) ASIDE else Gap.NEAR, if (item.joinsBefore) Gap.HAIR else Gap.HALF, if (mine) Gap.NEAR else ASIDE, 0)
        val ground =
            when {
                item.isHighlighted -> R.color.highlight
                mine -> R.color.bubble_out
                else -> R.color.bubble_in
            }
        bubble.background = root.context.rounded(ground, ROUND)
        text.setTextColor(root.context.getColor(if (mine) R.color.on_bubble_out else R.color.on_bubble_in))
        text.setLinkTextColor(root.context.getColor(R.color.accent))
    }

    /** A picture stands for itself; what is not here yet, or being fetched, is said below it. */
    private fun showFile(item: ChatItem.Bubble) {
        val info = message.file
        val preview = item.preview
        picture.isThere = info != null && preview != null
        file.root.isThere = info != null && preview !is Preview.Picture
        if (info == null) return
        file.show(info, item.isFetching)
        preview?.let { picture.show(info, it) }
        picture.contentDescription = file.root.contentDescription
    }

    private fun showQuote() {
        val quoted = message.quoted
        quote.root.isThere = quoted != null
        quoted?.let { quote.show(it, message.mine) }
    }

    private fun showProblem() {
        val delivery = message.delivery
        val why = problemOf(delivery)
        problem.isThere = why != null
        problem.text = why?.let { root.words(it) }
        pay.isThere = delivery?.stage == DeliveryStage.AWAITING_USER
        invoice.isThere = delivery?.stage == DeliveryStage.AWAITING_USER && delivery.payUri != null
        paid.isThere = delivery?.stage == DeliveryStage.AWAITING_USER
        retry.isThere = delivery?.stage == DeliveryStage.FAILED
    }

    private companion object {
        const val ROUND = 18

        /** The side that a message does not come from stays free. */
        const val ASIDE = 56
    }
}

internal const val WRAP = FrameLayout.LayoutParams.WRAP_CONTENT
