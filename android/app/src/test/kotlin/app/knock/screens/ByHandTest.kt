package app.knock.screens

import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.DeliveryStage
import app.knock.core.NewContact
import app.knock.core.WalletKind
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.paste.PasteEvent
import app.knock.screens.paste.PastePresenter
import app.knock.text.say
import com.google.zxing.BinaryBitmap
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import javax.imageio.ImageIO

/** With any wallet: the invoice is handed over, and the comment is pasted. */
class ByHandTest {
    @Test
    fun `a knock is paid with another app, and read from its comment`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice", linked = false)
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            assertEquals(WalletKind.BY_HAND, alice.core.purse.kind())
            val (chat, waiting) = alice.writesTo(bob, "By hand")
            val comment = alice.core.sending.outbox().single().comment

            alice.tap(chat, ChatEvent.Pay(waiting))
            assertTrue(alice.phone.opened.single().startsWith("lightning:"), alice.phone.opened.single())
            alice.onThread { chat.onAnswer((chat.question.value as Ask.Confirm).then) }
            chat.state.until { it.messages.single().delivery?.stage == DeliveryStage.PAID }

            // Bob's wallet showed the comment among other words. Whether it was paid, nobody knows, and it says so.
            val paste = bob.at<PastePresenter>(Destination.Paste("Received 1 sat: $comment Thank you"))
            bob.navigator.destinations.until { it.last() is Destination.Chat }
            val toAlice = bob.at<ChatPresenter>(bob.navigator.current)
            val message = toAlice.state.until { it.messages.isNotEmpty() }.messages.single()
            assertEquals("By hand" to null, message.text to message.paidMsat)
            bob.tap(paste, PasteEvent.Open)
            paste.state.until { it.result == say(R.string.paste_known) }
            alice.close()
            bob.close()
        }

    @Test
    fun `without an app for payments the invoice is copied`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice", linked = false)
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            alice.phone.opensLinks = false
            val (chat, waiting) = alice.writesTo(bob, "By hand")
            alice.tap(chat, ChatEvent.Pay(waiting))
            assertEquals(waiting.delivery?.payUri, alice.phone.copied)
            assertEquals(say(R.string.chat_no_wallet_app), chat.notice.value)
            alice.close()
            bob.close()
        }

    @Test
    fun `the invoice is shown as a code for a wallet on another phone`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice", linked = false)
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val (chat, waiting) = alice.writesTo(bob, "By another phone")
            alice.tap(chat, ChatEvent.ShowInvoice(waiting))
            val shown = chat.question.value as Ask.ShowCode
            val uri = waiting.delivery!!.payUri!!
            assertEquals(uri, codeIn(shown.picture).lowercase())
            alice.onThread { chat.onAnswer(shown.instead.event) }
            assertEquals(uri, "lightning:" + alice.phone.copied)
            alice.close()
            bob.close()
        }

    /** Sends, up to the invoice that waits to be paid. */
    private suspend fun AppUser.writesTo(
        other: AppUser,
        text: String,
    ): Pair<ChatPresenter, ChatMessage> {
        val npub = other.core.identity.npub()
        core.people.add(NewContact(npub, "Bob", other.address))
        val chat = at<ChatPresenter>(Destination.Chat(npub))
        tap(chat, ChatEvent.Typed(text))
        tap(chat, ChatEvent.Send)
        val waiting =
            chat.state.until {
                val delivery = it.messages.singleOrNull()?.delivery
                delivery?.stage == DeliveryStage.AWAITING_USER && delivery.payUri != null
            }
        return chat to waiting.messages.single()
    }

    private fun codeIn(png: ByteArray): String {
        val picture = ImageIO.read(png.inputStream())
        val pixels = picture.getRGB(0, 0, picture.width, picture.height, null, 0, picture.width)
        val source = RGBLuminanceSource(picture.width, picture.height, pixels)
        return QRCodeReader().decode(BinaryBitmap(HybridBinarizer(source))).text
    }

    @Test
    fun `what holds no comment is explained`() =
        withSandbox { sandbox ->
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            val paste = bob.at<PastePresenter>(Destination.Paste())
            bob.tap(paste, PasteEvent.Typed("https://example.com/"))
            bob.tap(paste, PasteEvent.Open)
            assertEquals(say(R.string.code_web, app.knock.text.plain("example.com")), paste.state.value.result)
            bob.tap(paste, PasteEvent.Typed("knock1" + "A".repeat(248)))
            bob.tap(paste, PasteEvent.Open)
            paste.state.until { it.result != null && !it.isBusy }
            assertEquals(emptyList<Any>(), bob.core.receiving.requests(10))
            bob.close()
        }
}
