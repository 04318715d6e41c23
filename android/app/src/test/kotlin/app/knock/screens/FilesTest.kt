package app.knock.screens

import app.knock.R
import app.knock.core.DeliveryStage
import app.knock.core.NewContact
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.phone.PickedFile
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.chat.Preview
import app.knock.text.say
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO

/** Pictures and files between two people, over a real file server. */
class FilesTest {
    private fun file(
        name: String,
        write: (File) -> Unit,
    ): PickedFile {
        val file = File.createTempFile("picked", name).apply(write)
        return PickedFile(file.path, name, "application/octet-stream")
    }

    private fun picture() =
        file("dog.png") { place ->
            val image = BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB)
            for (x in 0 until image.width) for (y in 0 until image.height) image.setRGB(x, y, x * 256 + y)
            ImageIO.write(image, "png", place)
        }

    @Test
    fun `a picture is seen as a blur, then itself, then with another app`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob")
            val npub = bob.core.identity.npub()
            alice.core.people.add(NewContact(npub, "Bob", bob.address))
            val chat = alice.at<ChatPresenter>(Destination.Chat(npub))
            alice.phone.picked = picture()
            chat.state.until { it.title == "Bob" }
            alice.tap(chat, ChatEvent.Attach)
            assertEquals(say(R.string.failed_no_file_server), chat.notice.until { it != null })

            alice.useSandbox { it.copy(fileServer = sandbox.fileServer) }
            alice.tap(chat, ChatEvent.Seen(true))
            chat.state.until { it.canSendFiles }
            alice.tap(chat, ChatEvent.Typed("The dog"))
            alice.tap(chat, ChatEvent.Attach)
            val sent = chat.state.until { it.messages.singleOrNull()?.delivery?.stage == DeliveryStage.PAID }.messages.single()
            assertEquals("The dog" to "image/", sent.text to sent.file?.mime?.take(6))
            chat.state.until { it.upload == null && it.previews[sent.id] is Preview.Picture }
            assertFalse(File(alice.phone.picked!!.path).exists(), "the copy is gone")

            val sender = alice.core.identity.npub()
            // What a stranger names on one's own network is not fetched.
            bob.core.people.add(NewContact(sender, "Alice", alice.address))
            val toAlice = bob.at<ChatPresenter>(Destination.Chat(sender))
            val message = toAlice.state.until { it.messages.isNotEmpty() }.messages.single()
            assertFalse(message.file!!.isHere)
            toAlice.state.until { it.previews[message.id] is Preview.Blur }
            bob.tap(toAlice, ChatEvent.OpenFile(message))
            val here = toAlice.state.until { it.previews[message.id] is Preview.Picture }.messages.single()
            assertEquals(emptyList<File>(), bob.phone.shown)
            toAlice.state.until { it.fetching.isEmpty() }
            bob.tap(toAlice, ChatEvent.OpenFile(here))
            toAlice.state.until { it.fetching.isEmpty() }
            assertTrue(ImageIO.read(bob.phone.shown.single()).width > 0)
            alice.close()
            bob.close()
        }

    @Test
    fun `a file that is given up leaves its caption and no message`() =
        withSandbox { sandbox ->
            val alice = AppUser.moveIn(sandbox, "alice")
            val bob = AppUser.moveIn(sandbox, "bob", linked = false)
            alice.useSandbox { it.copy(fileServer = sandbox.fileServer) }
            val npub = bob.core.identity.npub()
            alice.core.people.add(NewContact(npub, "Bob", bob.address))
            val chat = alice.at<ChatPresenter>(Destination.Chat(npub))
            alice.phone.picked = picture()
            chat.state.until { it.canSendFiles }
            alice.tap(chat, ChatEvent.Typed("The dog"))
            // In one turn of the thread: what was begun has not come far.
            alice.onThread {
                chat.onEvent(ChatEvent.Attach)
                while (chat.state.value.upload == null) yield()
                chat.onEvent(ChatEvent.CancelUpload)
            }
            val after = chat.state.until { it.upload == null }
            assertEquals("The dog", after.compose.text)
            assertEquals(emptyList<Any>(), after.messages)
            assertFalse(File(alice.phone.picked!!.path).exists(), "the copy is gone")
            alice.close()
            bob.close()
        }
}
