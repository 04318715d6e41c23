package app.knock.robolectric

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.net.Uri
import android.view.View
import android.view.WindowManager
import android.widget.EditText
import android.widget.ImageButton
import app.knock.R
import app.knock.core.DeliveryStage
import app.knock.core.NewestPage
import app.knock.core.SendOptions
import app.knock.navigation.Destination
import app.knock.platform.MainActivity
import app.knock.platform.camera.ScanActivity
import app.knock.robolectric.OnPhone.Companion.eventually
import org.junit.Assert.assertEquals
import org.junit.BeforeClass
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowDialog

/** The window over a real home: turned, led somewhere, hidden. */
@RunWith(RobolectricTestRunner::class)
class WindowTest : WithAlice("Alice") {
    @Test
    fun `a phone turned while it sends loses nothing and sends once`() {
        val window = open(MainActivity.openChat(bob.app, alice.npub))
        eventually("the chat is shown") { field(window) != null }
        field(window)?.setText("turned on the way")
        eventually("it can be sent") { send(window)?.isEnabled == true }
        send(window)?.performClick()
        window.recreate()
        assertEquals("turned on the way", bob.doing { alice.knock.listen().use { alice.nextMessage() } }.text)
        eventually("the new window shows it") { texts(window).any { "turned on the way" in it } }
        assertEquals(1, bob.doing { bob.core.chats.page(alice.npub, NewestPage, 10) }.messages.size)
        close(window)
    }

    @Test
    fun `what was typed is there after the phone was turned`() {
        val window = open(MainActivity.openChat(bob.app, alice.npub))
        eventually("the chat is shown") { field(window) != null }
        field(window)?.setText("half a word")
        window.recreate()
        eventually("it is there") { field(window)?.text?.toString() == "half a word" }
        close(window)
    }

    @Test
    fun `links and shared texts lead to a screen and do nothing by themselves`() {
        val window = open(Intent(Intent.ACTION_VIEW, Uri.parse("nostr:${alice.npub}")))
        eventually("the person is shown") { current() is Destination.AddContact }
        window.newIntent(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, "lnbc1 is no comment"))
        eventually("the text is looked at") { current() is Destination.Paste }
        window.newIntent(MainActivity.openRequests(bob.app))
        eventually("the requests are shown") { current() == Destination.Requests }
        close(window)
    }

    @Test
    fun `a comment that another app shares opens its message`() {
        val comment =
            bob.doing {
                alice.knock.unlinkWallet()
                alice.knock.send(bob.npub, "By the share sheet", SendOptions()).comment
            }
        val window = open(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, "Received: $comment"))
        eventually("its chat is shown") { (current() as? Destination.Chat)?.peer == alice.npub }
        eventually("the message is read") { texts(window).any { "By the share sheet" in it } }
        close(window)
    }

    @Test
    fun `the scanner is asked for a code, and what it saw is shown`() {
        val window = open(Intent())
        eventually("the list is shown") { current() is Destination.Conversations }
        bob.app.screens!!.navigator.open(Destination.AddContact())
        eventually("the screen is shown") { bob.app.getString(R.string.scan) in texts(window) }
        click(window, R.string.scan)
        OnPhone.settle()
        val asked = shadowOf(window.get()).nextStartedActivityForResult
        assertEquals(ScanActivity::class.java.name, asked.intent.component?.className)
        // The phone is turned while the camera looks.
        window.recreate()
        val seen = Intent().putExtra(ScanActivity.TEXT, "https://example.com/")
        bob.app.phone.calls.onResult(asked.requestCode, Activity.RESULT_OK, seen)
        val words = bob.app.getString(R.string.code_web, "example.com")
        eventually("it is explained") { words in texts(window) }
        close(window)
    }

    @Test
    fun `an invoice is handed to a wallet app, and back from there it is asked about`() {
        bob.doing { bob.core.purse.unlink() }
        bob.doing { bob.core.sending.run { retryMessage(enqueue(alice.npub, "By hand", SendOptions()).messageId) } }
        val window = open(MainActivity.openChat(bob.app, alice.npub))
        eventually("it waits for the payment") { bob.app.getString(R.string.chat_pay) in texts(window) }
        shadowOf(window.get()).clearNextStartedActivities()
        click(window, R.string.chat_pay)
        val handed = shadowOf(window.get()).nextStartedActivity
        assertEquals("lightning", handed.data?.scheme)
        window.pause().stop()
        window.restart().resume()
        eventually("the question stands there") { ShadowDialog.getLatestDialog()?.isShowing == true }
        (ShadowDialog.getLatestDialog() as AlertDialog).getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        eventually("it counts as delivered") {
            bob.doing { bob.core.chats.page(alice.npub, NewestPage, 1) }.messages.single().delivery?.stage == DeliveryStage.PAID
        }
        close(window)
    }

    @Test
    fun `the screen is hidden from others as long as the user wants`() {
        val window = open(Intent())
        bob.app.device.set(bob.app.device.values.value.copy(hideScreen = true))
        eventually("it is hidden") { isSecure(window) }
        bob.app.device.set(bob.app.device.values.value.copy(hideScreen = false))
        eventually("it is shown") { !isSecure(window) }
        close(window)
    }

    private fun open(intent: Intent) = Robolectric.buildActivity(MainActivity::class.java, intent).setup()

    private fun close(window: ActivityController<MainActivity>) = window.pause().stop().destroy()

    private fun isSecure(window: ActivityController<MainActivity>) =
        window.get().window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0

    private fun current() = bob.app.screens?.navigator?.current

    private fun field(window: ActivityController<MainActivity>) = views(window).filterIsInstance<EditText>().firstOrNull()

    /** Its words go on with what it costs. */
    private fun send(window: ActivityController<MainActivity>): View? {
        val words = bob.app.getString(R.string.send)
        return views(window).firstOrNull { it is ImageButton && it.contentDescription.startsWith(words) }
    }

    companion object {
        @BeforeClass
        @JvmStatic
        fun keystore() = SoftKeystore.install()
    }
}
