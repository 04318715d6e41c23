package app.knock.screens

import app.knock.R
import app.knock.core.DeliveryStage
import app.knock.core.NewContact
import app.knock.core.PublishMode
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.phone.Distributor
import app.knock.phone.PushState
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.contact.ContactEvent
import app.knock.screens.contact.ContactPresenter
import app.knock.screens.contact.rows
import app.knock.screens.contacts.ContactsEvent
import app.knock.screens.contacts.ContactsPresenter
import app.knock.screens.conversations.ConversationsEvent
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.screens.lock.LockEvent
import app.knock.screens.lock.LockPresenter
import app.knock.screens.notifications.NotificationsEvent
import app.knock.screens.notifications.NotificationsPresenter
import app.knock.screens.price.Amount
import app.knock.screens.price.PriceEvent
import app.knock.screens.price.PricePresenter
import app.knock.screens.privacy.PrivacyEvent
import app.knock.screens.privacy.PrivacyPresenter
import app.knock.screens.relays.RelayList
import app.knock.screens.relays.RelaysEvent
import app.knock.screens.relays.RelaysPresenter
import app.knock.screens.settings.SettingsPresenter
import app.knock.screens.wallet.WalletEvent
import app.knock.screens.wallet.WalletPresenter
import app.knock.text.plain
import app.knock.text.say
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is set is stored by the core; what is refused changes nothing. */
class SettingsScreensTest {
    @Test
    fun `prices, relays and privacy`() =
        withSandbox { sandbox ->
            val ida = AppUser.moveIn(sandbox, "ida", linked = false)
            val prices = ida.at<PricePresenter>(Destination.PriceSettings)
            ida.tap(prices, PriceEvent.SetAmount(Amount.STRANGERS, "21"))
            prices.state.until { it.strangersMsat == 21_000uL }
            ida.tap(prices, PriceEvent.SetAmount(Amount.STRANGERS, "much"))
            assertEquals(say(R.string.amount_invalid), prices.notice.until { it != null })
            assertEquals(21_000uL, ida.core.preferences.settings().priceMsat)

            ida.tap(prices, PriceEvent.SetWindow(15))
            prices.state.until { it.windowSeconds == 15L }

            val relays = ida.at<RelaysPresenter>(Destination.RelaySettings)
            ida.tap(relays, RelaysEvent.Add(RelayList.MONITORS, "relay.example.com"))
            assertEquals(say(R.string.failed_not_a_contact), relays.notice.until { it != null })
            val monitor = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            ida.tap(relays, RelaysEvent.Add(RelayList.MONITORS, " $monitor "))
            assertEquals(listOf(monitor), relays.state.until { it.monitors.isNotEmpty() }.monitors)
            ida.tap(relays, RelaysEvent.Remove(RelayList.MONITORS, monitor))
            relays.state.until { it.monitors.isEmpty() }
            ida.onThread { relays.onNoticeSeen() }
            ida.tap(relays, RelaysEvent.Import)
            assertEquals(say(R.string.relays_import_none), relays.notice.until { it != null })
            ida.onThread { relays.onNoticeSeen() }
            ida.tap(relays, RelaysEvent.Add(RelayList.SEND, "relay.example.com"))
            relays.state.until { it.sendRelays.size == 1 }
            ida.tap(relays, RelaysEvent.Add(RelayList.OWN, "https://no.relay"))
            assertEquals(say(R.string.failed_bad_relay), relays.notice.until { it != null })
            assertEquals(listOf(sandbox.relayUrl), relays.state.value.relays.map { it.removeSuffix("/") })
            ida.tap(relays, RelaysEvent.SetEverywhere(true))
            relays.state.until { it.publish == PublishMode.EVERYWHERE }
            ida.tap(relays, RelaysEvent.SetFileServer("blossom.example.com"))
            assertEquals("https://blossom.example.com/", relays.state.until { it.fileServer != null }.fileServer)

            val privacy = ida.at<PrivacyPresenter>(Destination.PrivacySettings)
            ida.tap(privacy, PrivacyEvent.SetProxy("nonsense"))
            assertEquals(say(R.string.failed_bad_proxy), privacy.notice.until { it != null })
            ida.tap(privacy, PrivacyEvent.SetTimer(3_600))
            privacy.state.until { it.timerSeconds == 3_600L }

            val wallet = ida.at<WalletPresenter>(Destination.WalletSetup)
            ida.tap(wallet, WalletEvent.SetOffer("https://example.com/"))
            assertEquals(say(R.string.code_web, plain("example.com")), wallet.notice.until { it != null })
            assertEquals(null, ida.core.preferences.settings().offer)
            assertEquals(3_600uL, ida.core.preferences.settings().ttlSecs)
            ida.close()
        }

    @Test
    fun `lines that follow soon are one knock`() =
        withSandbox { sandbox ->
            val uli = AppUser.moveIn(sandbox, "uli")
            val vera = AppUser.moveIn(sandbox, "vera")
            uli.useSandbox { it.copy(lineWindowSecs = 60u) }
            val npub = vera.core.identity.npub()
            uli.core.people.add(NewContact(npub, "Vera", vera.address))
            val chat = uli.at<ChatPresenter>(Destination.Chat(npub))
            uli.tap(chat, ChatEvent.Typed("One"))
            uli.tap(chat, ChatEvent.Send)
            chat.state.until { it.messages.singleOrNull()?.text == "One" }
            uli.tap(chat, ChatEvent.Typed("and another"))
            uli.tap(chat, ChatEvent.Send)
            val message = chat.state.until { it.messages.singleOrNull()?.text == "One\nand another" }.messages.single()
            assertEquals(DeliveryStage.WAITING, message.delivery?.stage)
            uli.close()
            vera.close()
        }

    @Test
    fun `being woken by push is offered where an app could do it, with its address to pass on`() =
        withSandbox { sandbox ->
            val xenia = AppUser.moveIn(sandbox, "xenia", linked = false)
            val none = xenia.at<NotificationsPresenter>(Destination.NotificationSettings)
            assertFalse(none.state.value.rows().any { it is Row.Toggle && it.title == say(R.string.push_title) })
            xenia.push.there = listOf(Distributor("org.example.push", "Example"))
            xenia.tap(none, NotificationsEvent.Seen)
            assertTrue(none.state.value.rows().any { it is Row.Toggle && it.title == say(R.string.push_title) })
            xenia.tap(none, NotificationsEvent.SetPush(true))
            val choice = none.question.value as Ask.Choose
            assertEquals(null, xenia.push.state.value.distributor)
            xenia.onThread { none.onAnswer(choice.options.single().event) }
            xenia.push.state.value = PushState("org.example.push", "https://push.example/abc")
            none.state.until { it.push.endpoint != null }
            xenia.tap(none, NotificationsEvent.CopyEndpoint)
            assertEquals("https://push.example/abc", xenia.phone.copied)
            xenia.tap(none, NotificationsEvent.SetPush(false))
            none.state.until { it.push.distributor == null }
            xenia.close()
        }

    @Test
    fun `only the owner turns the lock on`() =
        withSandbox { sandbox ->
            val jan = AppUser.moveIn(sandbox, "jan", linked = false)
            val lock = jan.at<LockPresenter>(Destination.LockSettings)
            jan.phone.ownerIsHere = false
            jan.tap(lock, LockEvent.SetLock(true))
            jan.onThread {}
            assertFalse(jan.device.values.value.appLock)
            jan.phone.ownerIsHere = true
            jan.tap(lock, LockEvent.SetLock(true))
            lock.state.until { it.values.appLock }
            assertTrue(jan.device.values.value.appLock)
            jan.close()
        }

    @Test
    fun `a contact is named, verified, muted, blocked and forgotten`() =
        withSandbox { sandbox ->
            val kim = AppUser.moveIn(sandbox, "kim", linked = false)
            val leo = AppUser.moveIn(sandbox, "leo", linked = false)
            val npub = leo.core.identity.npub()
            kim.core.people.add(NewContact(npub))
            val contact = kim.at<ContactPresenter>(Destination.ContactDetails(npub))
            kim.tap(contact, ContactEvent.SetName("Leo"))
            contact.state.until { it.person?.title == "Leo" }
            kim.tap(contact, ContactEvent.SetAddress(leo.address!!))
            contact.state.until { it.person?.contact?.lightningAddress == leo.address }
            assertEquals(leo.core.people.person(kim.core.identity.npub()).safetyNumber, contact.state.value.person?.safetyNumber)
            kim.tap(contact, ContactEvent.SetVerified(true))
            contact.state.until { it.person?.contact?.verifiedAt != null }
            kim.tap(contact, ContactEvent.Mute(3_600))
            contact.state.until { it.isMuted }
            kim.tap(contact, ContactEvent.SetBlocked(true))
            contact.state.until { it.person?.contact?.blocked == true }

            val contacts = kim.at<ContactsPresenter>(Destination.Contacts)
            assertEquals(listOf(npub), contacts.state.until { it.blocked.isNotEmpty() }.blocked.map { it.npub })
            assertEquals(emptyList<String>(), contacts.state.value.contacts.map { it.npub })
            kim.tap(contact, ContactEvent.SetBlocked(false))
            contact.state.until { it.person?.contact?.blocked == false }
            kim.tap(contacts, ContactsEvent.Seen)
            contacts.state.until { it.contacts.size == 1 }
            kim.tap(contacts, ContactsEvent.Searched("nobody"))
            assertEquals(emptyList<Any>(), contacts.state.value.contacts)
            kim.tap(contacts, ContactsEvent.Searched("LE"))
            assertEquals(1, contacts.state.value.contacts.size)
            kim.tap(contact, ContactEvent.Remove)
            contact.state.until { it.person?.contact == null }
            assertTrue(contact.state.value.rows().any { it is Row.Item && it.event is ContactEvent.Add })
            kim.close()
            leo.close()
        }

    @Test
    fun `conversations are pinned, archived and deleted`() =
        withSandbox { sandbox ->
            val mia = AppUser.moveIn(sandbox, "mia", linked = false)
            val npub = AppUser.moveIn(sandbox, "nils", linked = false).use { it.core.identity.npub() }
            mia.core.conversations.setDraft(npub, "unfinished", null)
            val list = mia.at<ConversationsPresenter>(Destination.Conversations())
            val line = list.state.until { it.conversations.size == 1 }.conversations.single()
            mia.tap(list, ConversationsEvent.Pin(line))
            list.state.until { it.conversations.single().pinned }
            mia.tap(list, ConversationsEvent.Archive(line))
            list.state.until { it.conversations.isEmpty() }
            val archive = mia.at<ConversationsPresenter>(Destination.Conversations(archived = true))
            archive.state.until { it.conversations.size == 1 }
            mia.tap(archive, ConversationsEvent.Delete(npub))
            archive.state.until { it.isEmpty }
            mia.close()
        }

    @Test
    fun `every list of settings has rows to show`() =
        withSandbox { sandbox ->
            val ole = AppUser.moveIn(sandbox, "ole", linked = false)
            val settings = ole.at<SettingsPresenter>(Destination.Settings)
            settings.state.until { it.wallet != null }
            val notifications = ole.at<NotificationsPresenter>(Destination.NotificationSettings)
            val states = listOf<FormState<*>>(settings.state.value, notifications.state.value)
            for (state in states) assertTrue(state.rows().size > 2)
            // The phone lets nothing run behind, so that is offered.
            assertFalse(notifications.state.value.allowances.background)
            ole.close()
        }
}
