package app.knock.screens.requests

import android.content.Context
import android.view.View
import android.widget.FrameLayout
import app.knock.R
import app.knock.core.Request
import app.knock.screens.Screen
import app.knock.text.sats
import app.knock.widgets.Avatar
import app.knock.widgets.EmptyView
import app.knock.widgets.Gap
import app.knock.widgets.ItemAdapter
import app.knock.widgets.ItemView
import app.knock.widgets.Page
import app.knock.widgets.TextKind
import app.knock.widgets.beside
import app.knock.widgets.column
import app.knock.widgets.filling
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.padAll
import app.knock.widgets.plainList
import app.knock.widgets.rest
import app.knock.widgets.row
import app.knock.widgets.softButton
import app.knock.widgets.square
import app.knock.widgets.textButton
import app.knock.widgets.times
import app.knock.widgets.words

class RequestsView(
    context: Context,
    onEvent: (RequestsEvent) -> Unit,
) : Screen<RequestsState> {
    private val page = Page(context) { onEvent(RequestsEvent.Back) }
    private val adapter = ItemAdapter<Line>({ it.request.eventId.hashCode().toLong() }) { RequestLine(context, onEvent) }
    private val list = plainList(context)
    private val empty = EmptyView(context, R.drawable.ic_door, R.string.requests_empty_title, R.string.requests_empty_text)
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.requests_title))
        val note = label(context, TextKind.SOFT, page.words(R.string.requests_subtitle))
        note.padAll(Gap.FULL, Gap.HALF)
        list.addHeaderView(note, null, false)
        list.adapter = adapter
        val stack = FrameLayout(context)
        stack.filling(list)
        stack.filling(empty)
        page.content(stack)
    }

    override fun render(state: RequestsState) {
        val isEmpty = state.requests.isEmpty() && !state.isLoading
        adapter.submit(state.requests.map { Line(it, it.eventId in state.underWay) })
        list.isThere = !isEmpty
        empty.isThere = isEmpty
        page.setBusy(state.isLoading || state.underWay.isNotEmpty())
    }
}

private data class Line(
    val request: Request,
    val isUnderWay: Boolean,
)

/** Who knocked, what they paid, and what may be done about it. */
private class RequestLine(
    context: Context,
    private val onEvent: (RequestsEvent) -> Unit,
) : ItemView<Line> {
    private val times = context.times()
    private val avatar = Avatar(context)
    private val name = label(context, TextKind.NAME).onOneLine()
    private val paid = label(context, TextKind.SOFT)
    private lateinit var request: Request
    private val accept = softButton(context, R.string.request_accept) { onEvent(RequestsEvent.Accept(request)) }
    private val once = textButton(context, R.string.request_once) { onEvent(RequestsEvent.ReadOnce(request)) }
    private val ignore = textButton(context, R.string.request_ignore) { onEvent(RequestsEvent.Ignore(request)) }
    private val block = textButton(context, R.string.block) { onEvent(RequestsEvent.AskBlock(request)) }
    override val root = column(context)

    init {
        root.padAll(Gap.FULL, Gap.NEAR)
        val top = row(context)
        top.square(avatar, AVATAR, end = Gap.FULL)
        val texts = column(context)
        texts.line(name)
        texts.line(paid, top = Gap.HAIR)
        top.rest(texts)
        root.line(top)
        root.line(accept, top = Gap.HALF)
        root.line(beside(context, once, ignore, block))
    }

    override fun show(item: Line) {
        request = item.request
        avatar.show(request.title, request.sender)
        name.text = request.title
        val at = root.words(times.inList(request.receivedAt.toLong()))
        val price = root.words(sats(request.priceMsat))
        paid.text =
            request.paidMsat?.let { root.words(R.string.request_paid, at, root.words(sats(it)), price) }
                ?: root.words(R.string.request_unpaid, at, price)
        listOf(accept, once, ignore, block).forEach { it.isUsable = !item.isUnderWay }
    }

    private companion object {
        const val AVATAR = 48
    }
}
