package app.knock.screens.welcome

import app.knock.R
import app.knock.core.Home
import app.knock.core.NewIdentity
import app.knock.core.SignerIdentity
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.screens.startingSettings
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** The first screen of somebody new. */
class WelcomePresenter(
    private val home: Home,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<WelcomeState, WelcomeEvent>(WelcomeState(hasSigner = phone.hasSigner()), scope) {
    override fun onEvent(event: WelcomeEvent) =
        when (event) {
            WelcomeEvent.Begin ->
                moveIn {
                    home.create(NewIdentity, home.startingSettings())
                    // The words stand above the wallet, and that above the conversations: back leads on.
                    navigator.reset(Destination.Conversations(), Destination.WalletSetup, Destination.Words)
                }
            WelcomeEvent.AskSigner -> askSigner()
            WelcomeEvent.UseSigner -> moveIn(::useSigner)
            WelcomeEvent.Restore -> navigator.open(Destination.Restore)
            WelcomeEvent.About -> navigator.open(Destination.About)
        }

    /** What it means is said before the other app opens. */
    private fun askSigner() =
        ask(
            Ask.Confirm(
                say(R.string.welcome_signer),
                say(R.string.welcome_signer_text),
                say(R.string.welcome_signer_yes),
                WelcomeEvent.UseSigner,
            ),
        )

    private suspend fun useSigner() {
        if (!phone.chooseSigner()) return
        home.create(SignerIdentity, home.startingSettings())
        navigator.reset(Destination.Conversations(), Destination.WalletSetup)
    }

    private fun moveIn(create: suspend () -> Unit) {
        if (state.value.isBusy) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                create()
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }
}
