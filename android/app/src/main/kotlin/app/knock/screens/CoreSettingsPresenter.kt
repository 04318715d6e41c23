package app.knock.screens

import app.knock.core.Preferences
import app.knock.core.Settings
import kotlinx.coroutines.CoroutineScope

/** A screen that shows some of the core's settings, and changes one at a time. */
abstract class CoreSettingsPresenter<S, E>(
    first: S,
    private val preferences: Preferences,
    scope: CoroutineScope,
) : Presenter<S, E>(first, scope) {
    /** What the screen shows of them. */
    protected abstract fun read(
        state: S,
        settings: Settings,
    ): S

    protected fun load() {
        attempt {
            inTurn {
                val settings = preferences.settings()
                show { read(it, settings) }
            }
        }
    }

    /** A change that is refused changes nothing, and is told. */
    protected fun change(edit: (Settings) -> Settings) {
        attempt {
            inTurn {
                val after = edit(preferences.settings())
                preferences.setSettings(after)
                val kept = preferences.settings()
                show { read(it, kept) }
            }
        }
    }
}
