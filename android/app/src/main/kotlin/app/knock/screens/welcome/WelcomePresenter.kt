package app.knock.screens.welcome

import app.knock.core.Home
import app.knock.core.NewIdentity
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.Presenter
import app.knock.screens.startingSettings
import kotlinx.coroutines.CoroutineScope

/** The first screen of somebody new. */
class WelcomePresenter(
    private val home: Home,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<WelcomeState, WelcomeEvent>(WelcomeState(), scope) {
    override fun onEvent(event: WelcomeEvent) =
        when (event) {
            WelcomeEvent.Begin -> begin()
            WelcomeEvent.Restore -> navigator.open(Destination.Restore)
            WelcomeEvent.About -> navigator.open(Destination.About)
        }

    private fun begin() {
        if (state.value.isBusy) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                home.create(NewIdentity, home.startingSettings())
                // The words stand above the wallet, and that above the conversations: back leads on.
                navigator.reset(Destination.Conversations(), Destination.WalletSetup, Destination.Words)
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }
}
