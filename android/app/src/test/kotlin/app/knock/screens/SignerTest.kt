package app.knock.screens

import app.knock.R
import app.knock.bindings.Signer
import app.knock.core.DeliveryStage
import app.knock.core.NewContact
import app.knock.core.SignerKind
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.welcome.WelcomeEvent
import app.knock.screens.welcome.WelcomePresenter
import app.knock.text.say
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The key is in another app, which signs each knock. */
class SignerTest {
    @Test
    fun `somebody whose key is in a signer app sends with it`() =
        withSandbox { sandbox ->
            val signer = Signer()
            val alice = AppUser.new(sandbox, "alice", signer = signer)
            val bob = AppUser.moveIn(sandbox, "bob")
            alice.phone.signerIsThere = true
            val welcome = alice.at<WelcomePresenter>(Destination.Welcome)
            assertTrue(welcome.state.value.hasSigner)

            alice.tap(welcome, WelcomeEvent.AskSigner)
            val question = welcome.question.value as Ask.Confirm
            assertEquals(say(R.string.welcome_signer_text), question.text)
            alice.phone.signerAgrees = false
            alice.onThread { welcome.onAnswer(question.then) }
            welcome.state.until { !it.isBusy }
            assertFalse(alice.core.home.hasIdentity())

            alice.phone.signerAgrees = true
            alice.tap(welcome, WelcomeEvent.UseSigner)
            alice.navigator.destinations.until { it.last() == Destination.WalletSetup }
            val info = alice.core.identity.info()
            assertEquals(SignerKind.APP to true, info.signer to info.sendOnly)
            alice.useSandbox()
            alice.core.purse.link(alice.walletUri!!)

            val npub = bob.core.identity.npub()
            alice.core.people.add(NewContact(npub, "Bob", bob.address))
            val chat = alice.at<ChatPresenter>(Destination.Chat(npub))
            alice.tap(chat, ChatEvent.Typed("Signed elsewhere"))
            alice.tap(chat, ChatEvent.Send)
            chat.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }
            val list = bob.at<ConversationsPresenter>(Destination.Conversations())
            val line = list.state.until { it.conversations.isNotEmpty() }.conversations.single()
            assertEquals("Signed elsewhere" to alice.core.identity.npub(), line.last?.text to line.peer)
            assertEquals(listOf(21404), signer.asked)
            alice.close()
            bob.close()
        }
}
