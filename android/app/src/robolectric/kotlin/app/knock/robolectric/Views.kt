package app.knock.robolectric

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.robolectric.android.controller.ActivityController

/** Everything that is in the window and not hidden. */
internal fun views(view: View): List<View> {
    if (view.visibility != View.VISIBLE) return emptyList()
    return listOf(view) + if (view is ViewGroup) (0 until view.childCount).flatMap { views(view.getChildAt(it)) } else emptyList()
}

internal fun views(window: ActivityController<out Activity>) = views(window.get().window.decorView)

internal fun texts(window: ActivityController<out Activity>) =
    views(window).filterIsInstance<TextView>().map {
        it.text.toString()
    }

/** Touches what bears these words. */
internal fun click(
    window: ActivityController<out Activity>,
    words: Int,
) {
    val text = window.get().getString(words)
    views(window).filterIsInstance<TextView>().first { it.text.toString() == text }.performClick()
}
