package app.knock.screens.welcome

data class WelcomeState(
    /** An identity is being made. */
    val isBusy: Boolean = false,
)

sealed interface WelcomeEvent {
    data object Begin : WelcomeEvent

    data object Restore : WelcomeEvent

    data object About : WelcomeEvent
}
