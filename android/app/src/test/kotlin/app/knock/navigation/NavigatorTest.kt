package app.knock.navigation

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class NavigatorTest {
    private val chats = Destination.Conversations()
    private val bob = Destination.Chat("npub1bob")

    @Test
    fun `back leads where one came from, and out of the app in the end`() {
        val navigator = Navigator(listOf(chats))
        navigator.open(bob)
        navigator.open(Destination.ContactDetails("npub1bob"))
        assertTrue(navigator.back())
        assertEquals(bob, navigator.current)
        assertTrue(navigator.back())
        assertFalse(navigator.back())
        assertEquals(chats, navigator.current)
    }

    @Test
    fun `a screen that is there is come back to, not opened twice`() {
        val navigator = Navigator(listOf(chats))
        navigator.open(bob)
        navigator.open(Destination.ContactDetails("npub1bob"))
        navigator.open(bob)
        assertEquals(listOf(chats, bob), navigator.destinations.value)
    }

    @Test
    fun `what is done is replaced`() {
        val navigator = Navigator(listOf(chats))
        navigator.open(Destination.AddContact())
        navigator.replace(bob)
        assertEquals(listOf(chats, bob), navigator.destinations.value)
        navigator.open(Destination.Paste())
        navigator.replace(bob)
        assertEquals(listOf(chats, bob), navigator.destinations.value)
    }

    @Test
    fun `every screen is found again after the process was killed`() {
        val all =
            listOf(
                Destination.Welcome,
                Destination.Restore,
                Destination.Words,
                Destination.WalletSetup,
                Destination.NodeWallet,
                chats,
                Destination.Conversations(archived = true),
                Destination.Requests,
                bob,
                Destination.Chat("npub1bob", 7),
                Destination.Contacts,
                Destination.AddContact(),
                Destination.MyCode,
                Destination.ContactDetails("npub1bob"),
                Destination.Search(),
                Destination.Search("npub1bob"),
                Destination.Paste(),
                Destination.Settings,
                Destination.PriceSettings,
                Destination.RelaySettings,
                Destination.PrivacySettings,
                Destination.LockSettings,
                Destination.NotificationSettings,
                Destination.Backup,
                Destination.About,
            )
        val saved = Navigator(all).save()
        assertEquals(all, Navigator.restore(saved)?.destinations?.value)
    }

    @Test
    fun `what others gave is not written down`() {
        val secret = "nsec1secret"
        val saved = Navigator(listOf(chats, Destination.AddContact(secret), Destination.Paste(secret))).save()
        assertFalse(secret in saved)
    }

    @Test
    fun `what cannot be understood is left out`() {
        assertEquals(null, Navigator.restore(null))
        assertEquals(null, Navigator.restore("no such screen\nchat"))
        assertEquals(listOf(chats), Navigator.restore("conversations\nchat\n%%% ü")?.destinations?.value)
    }
}
