package app.knock.widgets

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView

fun column(context: Context) = LinearLayout(context).apply { orientation = LinearLayout.VERTICAL }

fun row(context: Context) =
    LinearLayout(context).apply {
        orientation = LinearLayout.HORIZONTAL
        gravity = Gravity.CENTER_VERTICAL
        isBaselineAligned = false
    }

/** Of one width beside each other; below each other where letters are so large that words would be torn. */
fun beside(
    context: Context,
    vararg views: View,
): LinearLayout {
    if (context.resources.configuration.fontScale > LARGE_LETTERS) {
        return column(context).apply { views.forEach { line(it) } }
    }
    return row(context).apply { views.forEach { rest(it) } }
}

private const val LARGE_LETTERS = 1.3f

/** As wide as there is room, as high as it needs. */
fun <V : View> LinearLayout.line(
    view: V,
    top: Int = 0,
    bottom: Int = 0,
): V {
    val params = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
    params.topMargin = dp(top)
    params.bottomMargin = dp(bottom)
    addView(view, params)
    return view
}

/** As large as it needs. */
fun <V : View> LinearLayout.piece(
    view: V,
    start: Int = 0,
    end: Int = 0,
) = place(view, LinearLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT), start, end)

/** A square. */
fun <V : View> LinearLayout.square(
    view: V,
    side: Int,
    start: Int = 0,
    end: Int = 0,
) = place(view, LinearLayout.LayoutParams(dp(side), dp(side)), start, end)

/** All the room that the others leave. */
fun <V : View> LinearLayout.rest(
    view: V,
    start: Int = 0,
    end: Int = 0,
): V {
    val isColumn = orientation == LinearLayout.VERTICAL
    val params = if (isColumn) LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f) else LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)
    return place(view, params, start, end)
}

private fun <V : View> LinearLayout.place(
    view: V,
    params: LinearLayout.LayoutParams,
    start: Int,
    end: Int,
): V {
    params.marginStart = dp(start)
    params.marginEnd = dp(end)
    addView(view, params)
    return view
}

/** Over everything, where gravity says. */
fun <V : View> FrameLayout.above(
    view: V,
    gravity: Int,
    margin: Int = 0,
): V {
    val params = FrameLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT, gravity)
    val gap = dp(margin)
    params.setMargins(gap, gap, gap, gap)
    addView(view, params)
    return view
}

fun <V : View> ViewGroup.filling(view: V): V {
    addView(view, ViewGroup.LayoutParams(MATCH_PARENT, MATCH_PARENT))
    return view
}

/** Content that is longer than the screen when the letters are large, and not stretched over a wide one. */
fun scrolling(content: View): ScrollView =
    ScrollView(content.context).apply {
        isFillViewport = true
        clipToPadding = false
        addView(content, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
    }
