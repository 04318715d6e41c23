package app.knock.screens

import android.content.Context
import android.view.View
import app.knock.navigation.Destination
import kotlinx.coroutines.CoroutineScope

/** Makes the view for a destination. The activity puts [Shown.root] into its window and runs [Shown.live]. */
interface ScreenFactory {
    fun show(
        context: Context,
        destination: Destination,
    ): Shown
}

/** A view that is bound to its presenter. */
class Shown(
    val root: View,
    /** Draws what the presenter says for as long as the scope lives (between onStart and onStop). */
    val live: (CoroutineScope) -> Unit,
)
