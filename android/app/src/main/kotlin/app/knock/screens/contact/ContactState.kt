package app.knock.screens.contact

import app.knock.core.Person

data class ContactState(
    val npub: String,
    val person: Person? = null,
    /** Notifications are off. */
    val isMuted: Boolean = false,
    val timerSeconds: Long? = null,
    /** Their name at a domain is being looked up. */
    val isLookingUp: Boolean = false,
)

sealed interface ContactEvent {
    data object Write : ContactEvent

    data object AskName : ContactEvent

    class SetName(
        val name: String,
    ) : ContactEvent

    data object AskAddress : ContactEvent

    class SetAddress(
        val address: String,
    ) : ContactEvent

    class SetVerified(
        val verified: Boolean,
    ) : ContactEvent

    data object LookUpName : ContactEvent

    data object AskMute : ContactEvent

    class Mute(
        val seconds: Long,
    ) : ContactEvent

    data object AskTimer : ContactEvent

    class SetTimer(
        val seconds: Long?,
    ) : ContactEvent

    data object Search : ContactEvent

    data object Share : ContactEvent

    data object CopyNpub : ContactEvent

    data object Add : ContactEvent

    data object AskBlock : ContactEvent

    class SetBlocked(
        val blocked: Boolean,
    ) : ContactEvent

    data object AskRemove : ContactEvent

    data object Remove : ContactEvent

    data object AskDeleteChat : ContactEvent

    data object DeleteChat : ContactEvent

    data object Back : ContactEvent
}
