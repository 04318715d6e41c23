package app.knock.widgets

import android.content.Context
import android.util.TypedValue
import android.view.View

/** The steps that distances are made of. */
object Gap {
    const val HAIR = 2
    const val SMALL = 4
    const val HALF = 8
    const val NEAR = 12
    const val FULL = 16
    const val WIDE = 24
    const val FAR = 32
}

/** The smallest thing that a finger hits. */
const val TOUCH = 48

fun Context.dp(dp: Int): Int =
    TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, dp.toFloat(), resources.displayMetrics).toInt()

fun View.dp(dp: Int): Int = context.dp(dp)

/** Start and end change places where people write from the right. */
fun View.pad(
    start: Int = 0,
    top: Int = 0,
    end: Int = 0,
    bottom: Int = 0,
) = setPaddingRelative(dp(start), dp(top), dp(end), dp(bottom))

fun View.padAll(
    horizontal: Int,
    vertical: Int,
) = pad(horizontal, vertical, horizontal, vertical)

var View.isThere: Boolean
    get() = visibility == View.VISIBLE
    set(shown) {
        visibility = if (shown) View.VISIBLE else View.GONE
    }
