package app.knock.screens

import app.knock.R
import app.knock.core.DeliveryStage
import app.knock.core.NewContact
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.chat.Price
import app.knock.screens.chat.problemKind
import app.knock.text.say
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Whatever goes wrong, what was written is in the field, in the draft or in the outbox. */
class SendingSafelyTest {
    private suspend fun AppUser.chatWith(
        other: AppUser,
        address: String? = other.address,
    ): ChatPresenter {
        val npub = other.core.identity.npub()
        core.people.add(NewContact(npub, "Bob", address))
        navigator.open(Destination.Chat(npub))
        return at(Destination.Chat(npub))
    }

    @Test
    fun `a draft is there again after the process was killed`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = alice.chatWith(bob)
            chat.state.until { it.title == "Bob" }
            alice.tap(chat, ChatEvent.Typed("Dear Bo"))
            alice.tap(chat, ChatEvent.Typed("Dear Bob"))
            val peer = chat.state.value.peer
            while (alice.core.conversations.with(peer)?.draft?.text != "Dear Bob") kotlinx.coroutines.delay(5)
            alice.restart()
            assertEquals(Destination.Chat(peer), alice.navigator.current)
            val again = alice.at<ChatPresenter>(alice.navigator.current)
            again.state.until { it.compose.text == "Dear Bob" }
            alice.close()
            bob.close()
        }

    @Test
    fun `what cannot be sent is given back, and told why`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = alice.chatWith(bob)
            chat.state.until { it.price is Price.Known }
            // No relay: the message cannot even be sealed, since nobody would find it.
            alice.core.preferences.setSettings(
                alice.core.preferences.settings().copy(relays = emptyList(), blastDirectory = false),
            )
            alice.tap(chat, ChatEvent.Typed("Is anybody there?"))
            alice.tap(chat, ChatEvent.Send)
            val told = chat.notice.until { it != null }
            assertEquals(say(R.string.failed_no_relays), told)
            assertEquals("Is anybody there?", chat.state.value.compose.text)
            assertEquals("Is anybody there?", alice.core.conversations.with(chat.state.value.peer)?.draft?.text)
            alice.close()
            bob.close()
        }

    @Test
    fun `a message that stopped says why in its bubble, and goes on when it can`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = alice.chatWith(bob, address = null)
            chat.state.until { it.price == Price.NoAddress }
            alice.tap(chat, ChatEvent.Typed("Hello Bob"))
            alice.tap(chat, ChatEvent.Send)
            val stopped =
                chat.state.until {
                    it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.FAILED
                }.messages.single()
            assertEquals("no_pay_address", problemKind(stopped.delivery))
            assertEquals("", chat.state.value.compose.text)
            assertEquals(null, alice.core.conversations.with(chat.state.value.peer)?.draft)

            alice.core.people.add(NewContact(chat.state.value.peer, lightningAddress = bob.address))
            alice.tap(chat, ChatEvent.Retry(stopped))
            chat.state.until { it.messages.single().delivery?.stage == DeliveryStage.PAID }
            alice.close()
            bob.close()
        }

    @Test
    fun `leaving the chat, or being killed, while it is sent loses nothing and pays once`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob")
            val chat = alice.chatWith(bob)
            chat.state.until { it.price is Price.Known }
            val before = sandbox.balanceMsat("alice")
            alice.tap(chat, ChatEvent.Typed("On the run"))
            alice.tap(chat, ChatEvent.Send)
            alice.onThread { chat.close() }
            alice.restart()
            alice.listen()
            val again = alice.at<ChatPresenter>(alice.navigator.current)
            val shown =
                again.state.until { state ->
                    state.messages.any { it.text == "On the run" } ||
                        state.compose.text == "On the run"
                }
            // Killed before the outbox had it, it is still to be sent.
            if (shown.messages.isEmpty()) alice.tap(again, ChatEvent.Send)
            val sent = again.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }
            assertEquals("", sent.compose.text)
            assertEquals(before - 1_000, sandbox.balanceMsat("alice"))
            alice.close()
            bob.close()
        }

    @Test
    fun `a knock above the limit is asked about first`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            alice.useSandbox { it.copy(maxMsat = 500u) }
            val chat = alice.chatWith(bob)
            val price = chat.state.until { it.price is Price.Known }.price as Price.Known
            assertTrue(price.isOverLimit)
            alice.tap(chat, ChatEvent.Typed("Dear"))
            alice.tap(chat, ChatEvent.Send)
            val question = chat.question.value as Ask.Confirm
            assertEquals("Dear", chat.state.value.compose.text)
            alice.onThread { chat.onAnswer(question.then) }
            chat.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }
            alice.close()
            bob.close()
        }

    @Test
    fun `an edit puts aside what was being written`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = alice.chatWith(bob)
            chat.state.until { it.price is Price.Known }
            alice.tap(chat, ChatEvent.Typed("Helo"))
            alice.tap(chat, ChatEvent.Send)
            val sent = chat.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }.messages.single()
            alice.tap(chat, ChatEvent.Typed("And then"))
            alice.tap(chat, ChatEvent.Edit(sent))
            assertEquals("Helo", chat.state.value.compose.text)
            alice.tap(chat, ChatEvent.LetGo)
            assertEquals("And then", chat.state.value.compose.text)
            alice.tap(chat, ChatEvent.Edit(sent))
            alice.tap(chat, ChatEvent.Typed("Hello"))
            alice.tap(chat, ChatEvent.Send)
            assertEquals("And then", chat.state.value.compose.text)
            chat.state.until { it.messages.single().text == "Hello" }
            alice.close()
            bob.close()
        }

    @Test
    fun `a wallet that says no leaves the message in the chat`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice", balanceSat = 0)
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val chat = alice.chatWith(bob)
            chat.state.until { it.price is Price.Known }
            alice.tap(chat, ChatEvent.Typed("Poor me"))
            alice.tap(chat, ChatEvent.Send)
            val bubble = chat.state.until { it.messages.singleOrNull()?.delivery?.errorKind != null }.messages.single()
            assertEquals("insufficient_funds", problemKind(bubble.delivery))
            alice.close()
            bob.close()
        }
}
