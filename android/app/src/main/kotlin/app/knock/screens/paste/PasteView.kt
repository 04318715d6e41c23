package app.knock.screens.paste

import android.content.Context
import android.view.View
import app.knock.R
import app.knock.screens.Screen
import app.knock.widgets.EntryKind
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextEntry
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.scrolling
import app.knock.widgets.softButton
import app.knock.widgets.textButton
import app.knock.widgets.words

class PasteView(
    context: Context,
    onEvent: (PasteEvent) -> Unit,
) : Screen<PasteState> {
    private val page = Page(context) { onEvent(PasteEvent.Back) }
    private val text = TextEntry(context, page.words(R.string.paste_hint), EntryKind.CODE) { onEvent(PasteEvent.Typed(it)) }
    private val result = label(context, TextKind.BODY)
    private val open = filledButton(context, R.string.paste_open) { onEvent(PasteEvent.Open) }
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.paste_title))
        val box = column(context)
        box.padAll(Gap.FULL, Gap.FULL)
        box.line(label(context, TextKind.BODY, page.words(R.string.paste_text)), bottom = Gap.FULL)
        box.line(softButton(context, R.string.paste) { onEvent(PasteEvent.FromClipboard) })
        box.line(textButton(context, R.string.scan) { onEvent(PasteEvent.Scan) })
        box.line(text, top = Gap.HALF)
        box.line(result, top = Gap.FULL)
        box.line(open, top = Gap.WIDE)
        result.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        text.field.maxLines = LINES
        page.content(scrolling(box))
    }

    override fun render(state: PasteState) {
        page.setBusy(state.isBusy)
        text.show(state.text)
        result.isThere = state.result != null
        result.text = state.result?.let { page.words(it) }
        open.isUsable = state.text.isNotBlank() && !state.isBusy
    }

    private companion object {
        const val LINES = 6
    }
}
