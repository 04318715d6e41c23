package app.knock.screens.form

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import app.knock.screens.Screen
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.column
import app.knock.widgets.pad
import app.knock.widgets.scrolling
import app.knock.widgets.words

/** A screen that is a list of rows. Views are used again where rows only change their words. */
class FormView<S : FormState<E>, E>(
    context: Context,
    private val onEvent: (E) -> Unit,
) : Screen<S> {
    private val list: LinearLayout = column(context)
    private var state: S? = null
    private val page = Page(context) { state?.let { onEvent(it.back) } }
    override val root: View = page

    init {
        list.pad(bottom = Gap.FAR)
        page.content(scrolling(list))
    }

    override fun render(state: S) {
        this.state = state
        page.bar.setTitle(page.words(state.title))
        page.setBusy(state.isBusy)
        renderRows(list, state.rows(), onEvent)
    }
}

/** Draws rows into a column. */
fun <E> renderRows(
    list: LinearLayout,
    rows: List<Row<E>>,
    onEvent: (E) -> Unit,
) {
    rows.forEachIndexed { index, row ->
        val there = list.getChildAt(index) as? RowView
        if (there?.takes(row) == true) {
            there.show(row, onEvent)
        } else {
            there?.let { list.removeViewAt(index) }
            val view = RowView.of(list.context, row).apply { show(row, onEvent) }
            list.addView(
                view,
                index,
                LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT),
            )
        }
    }
    while (list.childCount > rows.size) list.removeViewAt(list.childCount - 1)
}
