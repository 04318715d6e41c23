package app.knock.screens.contact

import app.knock.R
import app.knock.core.ContactChange
import app.knock.core.Core
import app.knock.core.NewContact
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.screens.muteQuestion
import app.knock.screens.muteUntil
import app.knock.text.plain
import app.knock.text.say
import app.knock.text.span
import kotlinx.coroutines.CoroutineScope

/** Somebody: who they are, whether that is sure, and how their chat behaves. */
class ContactPresenter(
    private val npub: String,
    private val core: Core,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
    private val now: () -> Long = { System.currentTimeMillis() / 1000 },
) : Presenter<ContactState, ContactEvent>(ContactState(npub), scope) {
    private val people get() = core.people

    init {
        attempt { load() }
    }

    override fun onEvent(event: ContactEvent) {
        when (event) {
            ContactEvent.Write -> navigator.open(Destination.Chat(npub))
            ContactEvent.Search -> navigator.open(Destination.Search(npub))
            ContactEvent.Share -> state.value.person?.let { phone.share(it.link) }
            ContactEvent.CopyNpub -> copyNpub()
            ContactEvent.Add -> change { people.add(NewContact(npub)) }
            ContactEvent.AskName -> ask(nameQuestion())
            is ContactEvent.SetName -> changeContact { it.copy(name = event.name.trim().ifEmpty { null }) }
            ContactEvent.AskAddress -> ask(addressQuestion())
            is ContactEvent.SetAddress -> changeContact { it.copy(lightningAddress = event.address.trim().ifEmpty { null }) }
            is ContactEvent.SetVerified -> change { people.setVerified(npub, event.verified) }
            ContactEvent.LookUpName -> lookUp()
            ContactEvent.AskMute -> askMute()
            is ContactEvent.Mute -> change { core.conversations.mute(npub, muteUntil(now(), event.seconds)) }
            ContactEvent.AskTimer -> ask(timerQuestion())
            is ContactEvent.SetTimer -> change { core.conversations.setTimer(npub, event.seconds) }
            ContactEvent.AskBlock -> askBlock()
            is ContactEvent.SetBlocked -> change { people.setBlocked(npub, event.blocked) }
            ContactEvent.AskRemove -> askRemove()
            ContactEvent.Remove -> change { people.remove(npub) }
            ContactEvent.AskDeleteChat -> askDeleteChat()
            ContactEvent.DeleteChat -> deleteChat()
            ContactEvent.Back -> navigator.back()
        }
    }

    private suspend fun load() =
        inTurn {
            val person = people.person(npub)
            show {
                it.copy(
                    person = person,
                    isMuted = (person.conversation?.mutedUntil?.toLong() ?: 0) > now(),
                    timerSeconds = person.conversation?.ttlSecs?.toLong(),
                )
            }
        }

    private fun change(work: suspend () -> Unit) {
        attempt {
            work()
            load()
        }
    }

    private fun changeContact(edit: (ContactChange) -> ContactChange) =
        change {
            val contact = people.contact(npub) ?: people.add(NewContact(npub))
            people.change(npub, edit(ContactChange(contact.name, contact.lightningAddress, contact.offer, contact.relays)))
        }

    private fun lookUp() {
        show { it.copy(isLookingUp = true) }
        attempt {
            try {
                people.verifyNip05(npub)
                load()
            } finally {
                show { it.copy(isLookingUp = false) }
            }
        }
    }

    private fun copyNpub() {
        phone.copy(npub)
        tell(say(R.string.copied))
    }

    private fun deleteChat() {
        attempt {
            core.conversations.delete(npub)
            navigator.reset(Destination.Conversations())
        }
    }

    private fun askMute() =
        if (state.value.isMuted) onEvent(ContactEvent.Mute(0)) else ask(muteQuestion { ContactEvent.Mute(it) })

    private fun nameQuestion() =
        Ask.Enter<ContactEvent>(
            say(R.string.contact_name_title),
            say(R.string.contact_name_hint),
            state.value.person?.contact?.name.orEmpty(),
            help = say(R.string.contact_name_help),
        ) { ContactEvent.SetName(it) }

    private fun addressQuestion() =
        Ask.Enter<ContactEvent>(
            say(R.string.contact_address_title),
            say(R.string.lightning_address_hint),
            state.value.person?.contact?.lightningAddress.orEmpty(),
            help = say(R.string.contact_address_help),
        ) { ContactEvent.SetAddress(it) }

    private fun timerQuestion(): Ask<ContactEvent> {
        val choices = core.conversations.timerChoices()
        val options =
            listOf(Ask.Option<ContactEvent>(say(R.string.timer_default), ContactEvent.SetTimer(null))) +
                choices.map { Ask.Option<ContactEvent>(span(it), ContactEvent.SetTimer(it)) }
        return Ask.Choose(say(R.string.timer_title), options, (state.value.timerSeconds?.let { choices.indexOf(it) } ?: -1) + 1)
    }

    private fun askBlock() {
        val person = state.value.person ?: return
        if (person.contact?.blocked == true || person.conversation?.blocked == true) {
            return onEvent(ContactEvent.SetBlocked(false))
        }
        val title = say(R.string.block_title, plain(person.title))
        ask(Ask.Confirm(title, say(R.string.block_text), say(R.string.block), ContactEvent.SetBlocked(true), isGrave = true))
    }

    private fun askRemove() {
        val title = say(R.string.contact_remove_title, plain(state.value.person?.title ?: return))
        ask(Ask.Confirm(title, say(R.string.contact_remove_text), say(R.string.remove), ContactEvent.Remove, isGrave = true))
    }

    private fun askDeleteChat() {
        val title = say(R.string.conversation_delete_title, plain(state.value.person?.title ?: return))
        val text = say(R.string.conversation_delete_text)
        ask(Ask.Confirm(title, text, say(R.string.delete), ContactEvent.DeleteChat, isGrave = true))
    }
}
