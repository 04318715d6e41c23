package app.knock.robolectric

import app.knock.bindings.Person
import app.knock.bindings.Sandbox
import app.knock.core.NewContact
import app.knock.core.NewestPage
import app.knock.core.SendOptions
import app.knock.navigation.Destination
import app.knock.platform.KnockApplication
import app.knock.platform.Opening
import kotlinx.coroutines.runBlocking

/** Bob's phone after an afternoon: two people he knows, a stranger who knocks, and a few words each. */
class Scene(
    sandbox: Sandbox,
) : AutoCloseable {
    val bob = OnPhone(sandbox)
    private val alice = runBlocking { Person.moveIn(sandbox, "alice") }
    private val carol = runBlocking { Person.moveIn(sandbox, "carol") }
    private val stranger = runBlocking { Person.moveIn(sandbox, "dave") }

    init {
        bob.meet(alice, "Alice")
        bob.meet(carol, "Carol")
        bob.doing { bob.core.people.setVerified(alice.npub, true) }
        from(carol, "Are we still on for Friday?")
        from(alice, "Hello Bob! Nobody saw me coming.")
        to(alice, "Hello Alice. What did it cost you?")
        from(alice, "One satoshi, and it bought a stamp that nobody can read.")
        react(alice, "❤️")
        to(alice, "Dinner tonight? I know a place by the harbour.")
        from(alice, "Gladly. At eight?")
        reply(alice, "Eight it is. I will be at the door.")
        bob.doing { bob.core.conversations.setDraft(carol.npub, "Yes, I only have to", null) }
        knockOfStranger()
    }

    private suspend fun newest(person: Person) = bob.core.chats.page(person.npub, NewestPage, 1).messages.last().id

    private fun react(
        person: Person,
        content: String,
    ) = bob.doing { bob.core.chats.react(newest(person), content, SendOptions()) }

    private fun reply(
        person: Person,
        text: String,
    ) = bob.doing { bob.core.chats.reply(newest(person), text, SendOptions()) }

    private fun from(
        person: Person,
        text: String,
    ) {
        bob.doing {
            person.knock.send(bob.npub, text, SendOptions())
            bob.core.receiving.catchUp(10_000)
        }
    }

    private fun to(
        person: Person,
        text: String,
    ) {
        bob.doing {
            bob.core.sending.enqueue(person.npub, text, SendOptions())
            bob.core.receiving.catchUp(10_000)
        }
    }

    private fun knockOfStranger() =
        bob.doing {
            val card = bob.core.identity.card()
            stranger.knock.addContact(NewContact(card.npub, "bob", card.lightningAddress))
            bob.core.preferences.run { setSettings(settings().copy(priceMsat = 21_000uL)) }
            stranger.knock.send(bob.npub, "Hello, I found you on a list", SendOptions())
            bob.core.receiving.catchUp(10_000)
        }

    /** Every destination but the door, by the name of its picture. */
    fun destinations(): Map<String, Destination> =
        mapOf(
            "restore" to Destination.Restore,
            "words" to Destination.Words,
            "wallet" to Destination.WalletSetup,
            "node" to Destination.NodeWallet,
            "conversations" to Destination.Conversations(),
            "requests" to Destination.Requests,
            "chat" to Destination.Chat(alice.npub),
            "contacts" to Destination.Contacts,
            "add-contact" to Destination.AddContact(),
            "my-code" to Destination.MyCode,
            "contact" to Destination.ContactDetails(alice.npub),
            "search" to Destination.Search(),
            "paste" to Destination.Paste(),
            "settings" to Destination.Settings,
            "price" to Destination.PriceSettings,
            "relays" to Destination.RelaySettings,
            "privacy" to Destination.PrivacySettings,
            "lock" to Destination.LockSettings,
            "notifications" to Destination.NotificationSettings,
            "backup" to Destination.Backup,
            "about" to Destination.About,
        )

    override fun close() {
        listOf(alice, carol, stranger).forEach { bob.doing { it.moveOut() } }
        bob.doing { bob.core.home.lock() }
    }

    companion object {
        /** A phone on which nobody lives yet. */
        fun welcome(app: KnockApplication) =
            OnPhone.eventually("the home is looked for") {
                app.opening.state.value ==
                    Opening.State.Done
            }
    }
}
