package app.knock.platform.window

import android.annotation.SuppressLint
import android.content.Context
import android.view.View
import android.widget.FrameLayout
import app.knock.navigation.Destination
import app.knock.screens.ScreenFactory
import app.knock.screens.Shown
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel

/** Holds the one screen that is shown, and keeps it alive while it is. */
@SuppressLint("ViewConstructor")
class ScreenHost(
    context: Context,
) : FrameLayout(context) {
    private var destination: Destination? = null
    private var screen: Shown? = null
    private var live: CoroutineScope? = null

    /** The screen that is there already stays as it is, with what was scrolled and typed, and is brought to life. */
    fun show(
        factory: ScreenFactory,
        destination: Destination,
    ) {
        if (destination != this.destination) {
            put(factory.show(context, destination))
            this.destination = destination
        }
        if (live == null) live = CoroutineScope(Dispatchers.Main.immediate).also { screen?.live?.invoke(it) }
    }

    /** A view that is no screen: the app is locked, or its home does not open. */
    fun showPlain(view: View) {
        put(Shown(view) {})
        destination = null
    }

    /** Nothing is drawn any more, until it is shown again. */
    fun rest() {
        live?.cancel()
        live = null
    }

    private fun put(shown: Shown) {
        rest()
        screen = shown
        removeAllViews()
        addView(shown.root)
        // The new one has not heard where the bars are.
        requestApplyInsets()
    }
}
