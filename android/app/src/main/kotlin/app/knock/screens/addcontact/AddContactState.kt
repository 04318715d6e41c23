package app.knock.screens.addcontact

import app.knock.core.Card
import app.knock.core.CardDifference
import app.knock.text.Phrase

data class AddContactState(
    /** What was pasted or typed, or came from the camera. */
    val text: String = "",
    val found: Found = Found.Nothing,
    val name: String = "",
    val address: String = "",
    val isBusy: Boolean = false,
)

/** What the text turned out to be. */
sealed interface Found {
    data object Nothing : Found

    /** Somebody, with what their card says. */
    data class Person(
        val card: Card,
        val title: String,
        val isKnown: Boolean,
        /** Addresses that are known otherwise than the card says. */
        val differences: List<CardDifference> = emptyList(),
    ) : Found

    /** name@domain: it must be looked up who that is. */
    data class Name(
        val name: String,
    ) : Found

    /** Something else. */
    data class Other(
        val explanation: Phrase,
    ) : Found
}

sealed interface AddContactEvent {
    class Typed(
        val text: String,
    ) : AddContactEvent

    class NameTyped(
        val name: String,
    ) : AddContactEvent

    class AddressTyped(
        val address: String,
    ) : AddContactEvent

    data object Scan : AddContactEvent

    data object FromPicture : AddContactEvent

    data object Paste : AddContactEvent

    data object Add : AddContactEvent

    /** The card's addresses take the place of the known ones. */
    data object TakeOver : AddContactEvent

    data object Back : AddContactEvent
}
