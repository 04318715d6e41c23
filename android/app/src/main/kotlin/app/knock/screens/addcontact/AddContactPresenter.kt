package app.knock.screens.addcontact

import app.knock.R
import app.knock.core.CodeComment
import app.knock.core.CodeName
import app.knock.core.CodePerson
import app.knock.core.Codes
import app.knock.core.ContactChange
import app.knock.core.NewContact
import app.knock.core.People
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.phone.PictureCode
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.explain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** Somebody new: from the camera, a picture, the clipboard, a link, or typed. */
class AddContactPresenter(
    text: String?,
    private val codes: Codes,
    private val people: People,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<AddContactState, AddContactEvent>(AddContactState(), scope) {
    init {
        text?.let(::read)
    }

    override fun onEvent(event: AddContactEvent) {
        when (event) {
            is AddContactEvent.Typed -> if (event.text != state.value.text) read(event.text)
            is AddContactEvent.NameTyped -> show { it.copy(name = event.name) }
            is AddContactEvent.AddressTyped -> show { it.copy(address = event.address) }
            AddContactEvent.Scan -> attempt { phone.scanCode()?.let(::read) }
            AddContactEvent.FromPicture -> attempt { fromPicture() }
            AddContactEvent.Paste -> phone.clipboard()?.let(::read) ?: tell(say(R.string.clipboard_empty))
            AddContactEvent.Add -> add()
            AddContactEvent.TakeOver -> takeOver()
            AddContactEvent.Back -> navigator.back()
        }
    }

    private suspend fun fromPicture() {
        when (val code = phone.codeFromPicture()) {
            is PictureCode.Found -> read(code.text)
            PictureCode.None -> tell(say(R.string.picture_has_no_code))
            PictureCode.TurnedBack -> Unit
        }
    }

    private fun read(text: String) {
        show { it.copy(text = text, found = Found.Nothing) }
        if (text.isBlank()) return
        when (val code = codes.read(text)) {
            is CodePerson -> attempt { showPerson(code, text) }
            is CodeName -> show { it.copy(found = Found.Name(code.name)) }
            is CodeComment -> navigator.replace(Destination.Paste(code.text))
            else -> show { it.copy(found = Found.Other(code.explain())) }
        }
    }

    private suspend fun showPerson(
        code: CodePerson,
        text: String,
    ) {
        val known = people.contact(code.card.npub)
        val title = known?.title ?: people.nameOf(code.card.npub)
        show {
            if (it.text != text) return@show it // Something else was typed meanwhile.
            it.copy(
                found = Found.Person(code.card, title, isKnown = known != null),
                name = known?.name ?: it.name,
                address = known?.lightningAddress ?: code.card.lightningAddress.orEmpty(),
            )
        }
    }

    private fun add() {
        val now = state.value
        if (now.isBusy) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                when (val found = now.found) {
                    is Found.Person -> addPerson(found, now)
                    is Found.Name -> open(people.add(NewContact(found.name, name = now.name.filled(), lookUp = true)).npub)
                    else -> Unit
                }
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }

    private suspend fun addPerson(
        found: Found.Person,
        now: AddContactState,
    ) {
        val scanned = people.scanCard(now.text, now.name.filled())
        val contact = scanned.contact
        val address = now.address.filled()
        if (address != null && address != contact.lightningAddress && scanned.differences.isEmpty()) {
            people.change(contact.npub, ContactChange(contact.name, address, contact.offer, contact.relays))
        }
        if (scanned.differences.isEmpty()) return open(contact.npub)
        show { it.copy(found = found.copy(isKnown = true, differences = scanned.differences)) }
        ask(
            Ask.Confirm(
                say(R.string.add_differs_title),
                say(R.string.add_differs_text),
                say(R.string.add_differs_yes),
                AddContactEvent.TakeOver,
            ),
        )
    }

    private fun takeOver() {
        attempt { open(people.takeOverCard(state.value.text).npub) }
    }

    private fun open(npub: String) = navigator.replace(Destination.Chat(npub))
}

private fun String.filled() = trim().takeIf { it.isNotEmpty() }
