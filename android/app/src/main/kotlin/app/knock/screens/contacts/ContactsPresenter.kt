package app.knock.screens.contacts

import app.knock.core.Contact
import app.knock.core.People
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.Presenter
import kotlinx.coroutines.CoroutineScope

/** Everybody who is known, to write to or to look at. */
class ContactsPresenter(
    private val people: People,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<ContactsState, ContactsEvent>(ContactsState(), scope) {
    private var all = emptyList<Contact>()

    init {
        load()
    }

    override fun onEvent(event: ContactsEvent) {
        when (event) {
            is ContactsEvent.Searched -> show { it.copy(query = event.query, contacts = matching(event.query)) }
            is ContactsEvent.Write -> navigator.open(Destination.Chat(event.contact.npub))
            is ContactsEvent.Details -> navigator.open(Destination.ContactDetails(event.contact.npub))
            ContactsEvent.Add -> navigator.open(Destination.AddContact())
            ContactsEvent.MyCode -> navigator.open(Destination.MyCode)
            ContactsEvent.Seen -> load()
            ContactsEvent.Back -> navigator.back()
        }
    }

    private fun load() {
        attempt {
            inTurn {
                all = people.contacts().filterNot { it.blocked }
                val blocked = people.blocked()
                show { it.copy(contacts = matching(it.query), blocked = blocked, isLoading = false) }
            }
        }
    }

    private fun matching(query: String): List<Contact> {
        val wanted = query.trim()
        if (wanted.isEmpty()) return all
        return all.filter { contact ->
            listOfNotNull(contact.title, contact.nip05, contact.lightningAddress, contact.npub)
                .any { it.contains(wanted, ignoreCase = true) }
        }
    }
}
