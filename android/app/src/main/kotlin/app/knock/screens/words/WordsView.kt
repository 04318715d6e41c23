package app.knock.screens.words

import android.content.Context
import android.view.View
import android.widget.GridLayout
import app.knock.R
import app.knock.screens.Screen
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.filledButton
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.rounded
import app.knock.widgets.scrolling
import app.knock.widgets.words

class WordsView(
    context: Context,
    onEvent: (WordsEvent) -> Unit,
) : Screen<WordsState> {
    private val page = Page(context) { onEvent(WordsEvent.WrittenDown) }
    private val text = label(context, TextKind.BODY)
    private val grid = GridLayout(context)
    private var shown = emptyList<String>()
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.words_title))
        grid.columnCount = COLUMNS
        // Numbers count from the left, whichever way the language runs: the words are English.
        grid.layoutDirection = View.LAYOUT_DIRECTION_LTR
        grid.background = context.rounded(R.color.surface_raised, Gap.NEAR)
        grid.padAll(Gap.NEAR, Gap.NEAR)
        val box = column(context)
        box.padAll(Gap.FULL, Gap.FULL)
        box.line(text)
        box.line(grid, top = Gap.WIDE)
        box.line(label(context, TextKind.SOFT, page.words(R.string.words_warning)), top = Gap.FULL)
        box.line(filledButton(context, R.string.words_done) { onEvent(WordsEvent.WrittenDown) }, top = Gap.WIDE)
        page.content(scrolling(box))
    }

    override fun render(state: WordsState) {
        text.text = page.words(if (state.hasNone) R.string.words_none else R.string.words_text)
        grid.isThere = state.words.isNotEmpty()
        if (state.words == shown) return
        shown = state.words
        grid.removeAllViews()
        state.words.forEachIndexed { index, word -> grid.addView(cell(index + 1, word)) }
    }

    private fun cell(
        number: Int,
        word: String,
    ): View {
        val view = label(grid.context, TextKind.BODY, page.words(R.string.words_numbered, number, word))
        view.padAll(Gap.HALF, Gap.HALF)
        view.minWidth = view.dp(CELL)
        view.layoutParams =
            GridLayout.LayoutParams(GridLayout.spec(GridLayout.UNDEFINED), GridLayout.spec(GridLayout.UNDEFINED, 1f))
        return view
    }

    private companion object {
        const val COLUMNS = 2
        const val CELL = 120
    }
}
