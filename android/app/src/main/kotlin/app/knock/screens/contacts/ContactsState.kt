package app.knock.screens.contacts

import app.knock.core.Contact

data class ContactsState(
    val query: String = "",
    val contacts: List<Contact> = emptyList(),
    val blocked: List<Contact> = emptyList(),
    val isLoading: Boolean = true,
) {
    val isEmpty get() = !isLoading && query.isBlank() && contacts.isEmpty()
}

sealed interface ContactsEvent {
    class Searched(
        val query: String,
    ) : ContactsEvent

    class Write(
        val contact: Contact,
    ) : ContactsEvent

    class Details(
        val contact: Contact,
    ) : ContactsEvent

    data object Add : ContactsEvent

    data object MyCode : ContactsEvent

    /** The screen is seen again, perhaps after something was changed. */
    data object Seen : ContactsEvent

    data object Back : ContactsEvent
}
