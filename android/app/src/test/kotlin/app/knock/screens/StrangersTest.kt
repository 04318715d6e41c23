package app.knock.screens

import app.knock.core.NewContact
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.requests.RequestsEvent
import app.knock.screens.requests.RequestsPresenter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Who pays too little waits; nothing is fetched before the user says so. */
class StrangersTest {
    /** Alice knows Bob's address, not what he asks. */
    private suspend fun knock(
        alice: AppUser,
        bob: AppUser,
        text: String,
    ) {
        val npub = bob.core.identity.npub()
        alice.core.people.add(NewContact(npub, "Bob", bob.address))
        val chat = alice.at<ChatPresenter>(Destination.Chat(npub))
        alice.tap(chat, ChatEvent.Typed(text))
        alice.tap(chat, ChatEvent.Send)
    }

    @Test
    fun `a stranger is accepted, and writes freely from then on`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob")
            bob.core.preferences.setSettings(bob.core.preferences.settings().copy(priceMsat = 21_000u))
            knock(alice, bob, "Do you remember me?")
            val list = bob.at<ConversationsPresenter>(Destination.Conversations())
            list.state.until { it.requests == 1 }
            assertTrue(list.state.value.conversations.isEmpty())
            val requests = bob.at<RequestsPresenter>(Destination.Requests)
            val request = requests.state.until { it.requests.isNotEmpty() }.requests.single()
            assertEquals(1_000uL to 21_000uL, request.paidMsat to request.priceMsat)
            bob.tap(requests, RequestsEvent.Accept(request))
            bob.navigator.destinations.until { it.last() == Destination.Chat(request.sender) }
            val chat = bob.at<ChatPresenter>(bob.navigator.current)
            chat.state.until { it.messages.singleOrNull()?.text == "Do you remember me?" }
            list.state.until { it.requests == 0 }
            knock(alice, bob, "How nice")
            chat.state.until { it.messages.lastOrNull()?.text == "How nice" }
            alice.close()
            bob.close()
        }

    @Test
    fun `a stranger is blocked after the user has said so twice`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob")
            bob.core.preferences.setSettings(bob.core.preferences.settings().copy(askForStrangers = true))
            knock(alice, bob, "Buy my coin")
            val requests = bob.at<RequestsPresenter>(Destination.Requests)
            val request = requests.state.until { it.requests.isNotEmpty() }.requests.single()
            bob.tap(requests, RequestsEvent.AskBlock(request))
            assertEquals(1, requests.state.value.requests.size)
            bob.onThread { requests.onAnswer((requests.question.value as Ask.Confirm).then) }
            requests.state.until { it.requests.isEmpty() }
            assertEquals(listOf(request.sender), bob.core.people.blocked().map { it.npub })
            alice.close()
            bob.close()
        }
}
