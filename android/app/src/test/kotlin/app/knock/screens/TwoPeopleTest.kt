package app.knock.screens

import app.knock.core.DeliveryStage
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.addcontact.AddContactEvent
import app.knock.screens.addcontact.AddContactPresenter
import app.knock.screens.addcontact.Found
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.chat.Price
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.mycode.MyCodePresenter
import app.knock.screens.search.SearchEvent
import app.knock.screens.search.SearchPresenter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Two people, each with the whole app but the drawing, over the real core, relay and wallets. */
class TwoPeopleTest {
    /** Alice scans the code on Bob's screen, and his chat opens. */
    private suspend fun meet(
        alice: AppUser,
        bob: AppUser,
        name: String,
    ): ChatPresenter {
        val code = bob.at<MyCodePresenter>(Destination.MyCode).state.until { it.card != null }
        assertNotNull(code.png)
        alice.phone.scanned = code.card!!.link
        val add = alice.at<AddContactPresenter>(Destination.AddContact())
        alice.tap(add, AddContactEvent.Scan)
        assertEquals(bob.address, (add.state.until { it.found is Found.Person }.found as Found.Person).card.lightningAddress)
        alice.tap(add, AddContactEvent.NameTyped(name))
        alice.tap(add, AddContactEvent.Add)
        val opened = alice.navigator.destinations.until { it.last() is Destination.Chat }.last()
        return alice.at(opened)
    }

    private suspend fun AppUser.write(
        chat: ChatPresenter,
        text: String,
    ) {
        tap(chat, ChatEvent.Typed(text))
        tap(chat, ChatEvent.Send)
    }

    @Test
    fun `a message, its answer, and everything that can be done with them`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob")
            val toBob = meet(alice, bob, "Bob")

            val price = toBob.state.until { it.price is Price.Known }.price as Price.Known
            assertEquals(1_000uL, price.msat)
            assertEquals("Bob", toBob.state.value.title)
            alice.write(toBob, "Hello Bob")
            assertEquals("", toBob.state.value.compose.text)
            toBob.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }

            val list = bob.at<ConversationsPresenter>(Destination.Conversations())
            val line = list.state.until { it.conversations.singleOrNull()?.last?.text == "Hello Bob" }.conversations.single()
            assertEquals(1u, line.unread)
            val toAlice = bob.at<ChatPresenter>(Destination.Chat(line.peer))
            bob.tap(toAlice, ChatEvent.Seen(true))
            list.state.until { it.conversations.single().unread == 0u }

            val hello = toAlice.state.until { it.messages.size == 1 }.messages.single()
            bob.tap(toAlice, ChatEvent.Reply(hello))
            bob.write(toAlice, "Hello Alice")
            val answer = toBob.state.until { it.messages.size == 2 }.messages.last()
            assertEquals("Hello Bob", answer.quoted?.message?.text)
            // The answer told that it was read.
            toBob.state.until { it.messages.first().delivery?.stage == DeliveryStage.SEEN }

            alice.tap(toBob, ChatEvent.React(answer, "❤️"))
            val reacted = toAlice.state.until { it.messages.last().reactions.isNotEmpty() }.messages.last()
            assertEquals(listOf("❤️" to false), reacted.reactions.map { it.content to it.mine })
            alice.tap(
                toBob,
                ChatEvent.React(
                    toBob.state.until {
                        it.messages.last().reactions.isNotEmpty()
                    }.messages.last(),
                    "❤️",
                ),
            )
            toAlice.state.until { it.messages.last().reactions.isEmpty() }

            alice.tap(toBob, ChatEvent.Edit(toBob.state.value.messages.first()))
            assertEquals("Hello Bob", toBob.state.value.compose.text)
            alice.write(toBob, "Hello dear Bob")
            toAlice.state.until { it.messages.first().text == "Hello dear Bob" && it.messages.first().editedAt != null }

            val search = bob.at<SearchPresenter>(Destination.Search())
            bob.tap(search, SearchEvent.Typed("dear"))
            val hit = search.state.until { it.found.isNotEmpty() }
            assertEquals(listOf("Hello dear Bob"), hit.found.map { it.text })
            bob.tap(search, SearchEvent.Open(hit.found.single()))
            assertEquals(Destination.Chat(line.peer, hello.id), bob.navigator.current)

            alice.close()
            bob.close()
        }

    @Test
    fun `a message is taken back before it is read, and deleted here`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = meet(alice, bob, "Bob")
            alice.write(chat, "Not for you")
            val message = chat.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }.messages.single()
            alice.tap(chat, ChatEvent.AskUnsend(message))
            assertTrue(chat.question.value is Ask.Confirm)
            alice.onThread { chat.onAnswer((chat.question.value as Ask.Confirm).then) }
            chat.state.until { it.messages.single().delivery?.stage == DeliveryStage.TAKEN_BACK }
            assertEquals(null, chat.question.value)
            alice.tap(chat, ChatEvent.Delete(message))
            chat.state.until { it.messages.isEmpty() }
            alice.close()
            bob.close()
        }
}
