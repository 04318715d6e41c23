package app.knock.widgets

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ProgressBar
import app.knock.R

/**
 * What every screen stands on: the bar at the top, the content below, what floats above it. Keeps clear of the
 * system's bars and the keyboard, from edge to edge otherwise.
 */
class Page(
    context: Context,
    onBack: (() -> Unit)?,
) : FrameLayout(context) {
    val bar = TopBar(context, onBack)
    val body: LinearLayout = column(context)
    private val progress = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal)

    init {
        setBackgroundColor(context.getColor(R.color.surface))
        body.line(bar)
        progress.isIndeterminate = true
        progress.contentDescription = context.getString(R.string.working)
        addView(body, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT))
        addView(progress, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.TOP))
        progress.isThere = false
        onCovered { setPadding(it.left, it.top, it.right, it.bottom) }
    }

    /** Something is under way. */
    fun setBusy(isBusy: Boolean) {
        progress.isThere = isBusy
    }

    fun float(view: View) = above(view, Gravity.BOTTOM or Gravity.END, Gap.FULL)

    /** The screen in the middle of a wide window, so that lines are not too long to read. */
    fun <V : View> content(view: V): V {
        body.rest(Narrow(context).apply { filling(view) })
        return view
    }
}

/** As wide as people can read, in the middle. */
private class Narrow(
    context: Context,
) : FrameLayout(context) {
    override fun onMeasure(
        widthSpec: Int,
        heightSpec: Int,
    ) {
        val spare = (MeasureSpec.getSize(widthSpec) - dp(WIDEST)).coerceAtLeast(0) / 2
        setPadding(spare, 0, spare, 0)
        super.onMeasure(widthSpec, heightSpec)
    }

    private companion object {
        const val WIDEST = 720
    }
}
