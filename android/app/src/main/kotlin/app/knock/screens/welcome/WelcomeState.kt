package app.knock.screens.welcome

data class WelcomeState(
    /** An identity is being made. */
    val isBusy: Boolean = false,
    /** Another app on this phone keeps keys and signs with them. */
    val hasSigner: Boolean = false,
)

sealed interface WelcomeEvent {
    data object Begin : WelcomeEvent

    data object Restore : WelcomeEvent

    data object AskSigner : WelcomeEvent

    data object UseSigner : WelcomeEvent

    data object About : WelcomeEvent
}
