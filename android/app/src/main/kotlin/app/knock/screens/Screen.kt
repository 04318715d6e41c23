package app.knock.screens

import android.view.View

/** A screen as it stands in the window: draws states, tells what the user does. It knows nothing else. */
interface Screen<S> {
    val root: View

    fun render(state: S)
}
