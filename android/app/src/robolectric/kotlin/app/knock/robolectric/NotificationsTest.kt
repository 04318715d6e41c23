package app.knock.robolectric

import android.app.Notification
import android.app.NotificationManager
import android.app.RemoteInput
import android.content.Intent
import android.os.Bundle
import app.knock.bindings.Person
import app.knock.core.NewContact
import app.knock.core.NewestPage
import app.knock.core.SendOptions
import app.knock.platform.listening.ListenService
import app.knock.platform.service
import app.knock.robolectric.OnPhone.Companion.eventually
import app.knock.robolectric.OnPhone.Companion.settle
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Before
import org.junit.BeforeClass
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

/** Knocks over the sandbox's relay and wallets, heard by the service, told by the shade. */
@RunWith(RobolectricTestRunner::class)
class NotificationsTest : WithAlice("alice") {
    @Before
    fun listen() {
        Robolectric.buildService(ListenService::class.java).create().startCommand(0, 1)
    }

    @Test
    fun `a message is told with its text, and the answer typed there arrives`() {
        knock("Hello Bob")
        val told = shown().single()
        assertEquals("contacts", told.channelId)
        assertEquals(listOf("Hello Bob"), lines(told))
        assertEquals(listOf("Answer", "Mark as read"), told.actions.map { it.title })
        assertEquals("New message", told.publicVersion.extras.getString(Notification.EXTRA_TITLE))

        answer(told, "Hello Alice")
        assertEquals("Hello Alice", bob.doing { alice.knock.listen().use { alice.nextMessage() } }.text)
        eventually("the notification goes") { shown().isEmpty() }
        assertEquals(0u, bob.doing { bob.core.conversations.with(alice.npub) }?.unread)
    }

    @Test
    fun `messages of one chat stand together, and are read at a touch`() {
        knock("one")
        knock("two")
        val told = shown().single()
        assertEquals(listOf("one", "two"), lines(told))
        assertEquals("2 new messages", told.publicVersion.extras.getString(Notification.EXTRA_TITLE))
        told.actions.first { it.remoteInputs == null }.actionIntent.send()
        eventually("the notification goes") { shown().isEmpty() }
        assertEquals(0u, bob.doing { bob.core.conversations.with(alice.npub) }?.unread)
    }

    @Test
    fun `without previews no text leaves the app`() {
        bob.doing { bob.core.preferences.run { setSettings(settings().copy(previews = false)) } }
        knock("a secret")
        assertEquals(listOf("New message"), lines(shown().single()))
        assertFalse(shown().single().extras.toString().contains("a secret"))
    }

    @Test
    fun `a muted chat is silent, and so is one that is being read`() {
        bob.doing { bob.core.conversations.mute(alice.npub, Long.MAX_VALUE / 1_000_000) }
        send("unheard")
        eventually("it is there") { unread() == 1u }
        settle()
        assertEquals(0, shown().size)
        bob.doing { bob.core.conversations.mute(alice.npub, 0) }
        bob.app.notifier.seen = alice.npub
        send("seen")
        eventually("it is there") { unread() == 2u }
        settle()
        assertEquals(0, shown().size)
    }

    @Test
    fun `a stranger who paid too little is told as a request, without a text`() {
        bob.doing { bob.core.preferences.run { setSettings(settings().copy(priceMsat = 21_000uL)) } }
        val mallory = runBlocking { Person.moveIn(sandbox, "mallory") }
        try {
            bob.doing {
                val card = bob.core.identity.card()
                mallory.knock.addContact(NewContact(card.npub, "bob", card.lightningAddress))
                mallory.knock.send(bob.npub, "buy this", SendOptions())
            }
            eventually("it is told") { requests().isNotEmpty() }
            val told = requests().single()
            assertEquals("requests", told.channelId)
            assertFalse(told.extras.toString().contains("buy this"))
        } finally {
            bob.doing { mallory.moveOut() }
        }
    }

    @Test
    fun `an answer that must be paid by hand says so and waits in the chat`() {
        knock("Hello Bob")
        val told = shown().single()
        bob.doing { bob.core.purse.unlink() }
        answer(told, "Hello Alice")
        eventually("it is told") { manager.activeNotifications.any { it.tag == "unsent:${alice.npub}" } }
        assertEquals("Hello Alice", bob.doing { bob.core.chats.page(alice.npub, NewestPage, 1) }.messages.single().text)
    }

    private fun unread() = bob.doing { bob.core.conversations.with(alice.npub) }?.unread

    private fun send(text: String) = bob.doing { alice.knock.send(bob.npub, text, SendOptions()) }

    private fun knock(text: String) {
        val before = shown().sumOf { lines(it).size }
        send(text)
        eventually("it is told") { shown().sumOf { lines(it).size } > before }
    }

    private fun answer(
        notification: Notification,
        text: String,
    ) {
        val action = notification.actions.first { it.remoteInputs != null }
        val filled = Intent()
        RemoteInput.addResultsToIntent(action.remoteInputs, filled, Bundle().apply { putCharSequence("text", text) })
        action.actionIntent.send(bob.app, 0, filled)
    }

    private fun requests() = manager.activeNotifications.filter { it.tag?.startsWith("request:") == true }.map { it.notification }

    private val manager get() = bob.app.service<NotificationManager>()

    private fun shown() = manager.activeNotifications.filter { it.tag?.startsWith("chat:") == true }.map { it.notification }

    @Suppress("DEPRECATION")
    private fun lines(notification: Notification) =
        Notification.MessagingStyle.Message
            .getMessagesFromBundleArray(notification.extras.getParcelableArray(Notification.EXTRA_MESSAGES))
            .map { it.text.toString() }

    companion object {
        @BeforeClass
        @JvmStatic
        fun keystore() = SoftKeystore.install()
    }
}
