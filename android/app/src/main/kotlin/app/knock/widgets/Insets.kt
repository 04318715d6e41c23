package app.knock.widgets

import android.os.Build
import android.view.View
import android.view.WindowInsets

/** What the system's bars, the keyboard and the camera's notch cover, in pixels. */
class Covered(
    val left: Int,
    val top: Int,
    val right: Int,
    val bottom: Int,
)

/** Calls whenever it changes; the app draws from edge to edge. */
fun View.onCovered(change: (Covered) -> Unit) {
    setOnApplyWindowInsetsListener { _, insets ->
        change(covered(insets))
        insets
    }
}

private fun covered(insets: WindowInsets): Covered {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return coveredBefore11(insets)
    val all = insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.ime() or WindowInsets.Type.displayCutout())
    return Covered(all.left, all.top, all.right, all.bottom)
}

@Suppress("DEPRECATION")
private fun coveredBefore11(insets: WindowInsets) =
    Covered(
        insets.systemWindowInsetLeft,
        insets.systemWindowInsetTop,
        insets.systemWindowInsetRight,
        insets.systemWindowInsetBottom,
    )
