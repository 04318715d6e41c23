package app.knock.screens

import app.knock.R
import app.knock.core.CodeWalletLink
import app.knock.core.WalletKind
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.phone.PickedFile
import app.knock.screens.addcontact.AddContactEvent
import app.knock.screens.addcontact.AddContactPresenter
import app.knock.screens.addcontact.Found
import app.knock.screens.backup.BackupEvent
import app.knock.screens.backup.BackupPresenter
import app.knock.screens.restore.RestoreEvent
import app.knock.screens.restore.RestorePresenter
import app.knock.screens.wallet.WalletEvent
import app.knock.screens.wallet.WalletPresenter
import app.knock.screens.welcome.WelcomeEvent
import app.knock.screens.welcome.WelcomePresenter
import app.knock.screens.words.WordsEvent
import app.knock.screens.words.WordsPresenter
import app.knock.text.explain
import app.knock.text.say
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Moving in, with a new identity or an old one, and the wallet. */
class FirstStepsTest {
    @Test
    fun `somebody new gets words, then a wallet`() =
        withSandbox { sandbox ->
            val carol = AppUser.new(sandbox, "carol")
            val welcome = carol.at<WelcomePresenter>(Destination.Welcome)
            carol.tap(welcome, WelcomeEvent.Begin)
            carol.navigator.destinations.until { it.last() == Destination.Words }
            assertTrue(carol.core.preferences.settings().relays.size > 1)
            val words = carol.at<WordsPresenter>(Destination.Words)
            val shown = words.state.until { it.words.isNotEmpty() }.words
            assertEquals(carol.core.identity.words(), shown.joinToString(" "))
            carol.useSandbox()
            carol.tap(words, WordsEvent.WrittenDown)
            assertEquals(Destination.WalletSetup, carol.navigator.current)

            val wallet = carol.at<WalletPresenter>(Destination.WalletSetup)
            wallet.state.until { it.kind == WalletKind.BY_HAND }
            carol.phone.scanned = "lnbc1"
            carol.tap(wallet, WalletEvent.Scan)
            wallet.notice.until { it != null }
            assertEquals(WalletKind.BY_HAND, carol.core.purse.kind())
            carol.phone.scanned = carol.walletUri
            carol.tap(wallet, WalletEvent.Scan)
            wallet.state.until { it.kind == WalletKind.LINKED && it.info?.balanceMsat == 100_000_000uL }
            carol.tap(wallet, WalletEvent.SetAddress(carol.address!!))
            assertTrue(wallet.state.until { it.addressCheck != null }.addressCheck!!.takesKnocks)
            carol.tap(wallet, WalletEvent.Done)
            assertEquals(listOf(Destination.Conversations()), carol.navigator.destinations.value)
            carol.close()
        }

    @Test
    fun `words bring the same person back, however they were written down`() =
        withSandbox { sandbox ->
            val before = AppUser.moveIn(sandbox, "dora", linked = false)
            val words = before.core.identity.words()!!
            val after = AppUser.new(sandbox)
            val restore = after.at<RestorePresenter>(Destination.Restore)
            after.tap(restore, RestoreEvent.SecretTyped(words.split(' ').joinToString("\n", postfix = "  ") { it.uppercase() }))
            after.tap(restore, RestoreEvent.Restore)
            after.navigator.destinations.until { it.first() == Destination.Conversations() }
            assertEquals(before.core.identity.npub(), after.core.identity.npub())
            assertEquals("", restore.state.value.secret)
            before.close()
            after.close()
        }

    @Test
    fun `a locked key asks for its password, and a wrong one changes nothing`() =
        withSandbox { sandbox ->
            val before = AppUser.moveIn(sandbox, "emil", linked = false)
            val backup = before.at<BackupPresenter>(Destination.Backup)
            before.tap(backup, BackupEvent.CopyLockedKey("correct horse"))
            backup.notice.until { it != null }
            assertTrue(before.phone.copiedSecret)
            val after = AppUser.new(sandbox)
            val restore = after.at<RestorePresenter>(Destination.Restore)
            after.tap(restore, RestoreEvent.SecretTyped(before.phone.copied!!))
            assertTrue(restore.state.value.needsPassword)
            assertFalse(restore.state.value.canRestore)
            after.tap(restore, RestoreEvent.PasswordTyped("wrong"))
            after.tap(restore, RestoreEvent.Restore)
            assertEquals(say(R.string.failed_wrong_password), restore.notice.until { it != null })
            assertFalse(after.core.home.hasIdentity())
            after.tap(restore, RestoreEvent.PasswordTyped("correct horse"))
            after.tap(restore, RestoreEvent.Restore)
            after.navigator.destinations.until { it.first() == Destination.Conversations() }
            assertEquals(before.core.identity.npub(), after.core.identity.npub())
            before.close()
            after.close()
        }

    @Test
    fun `a backup moves everything to another phone`() =
        withSandbox { sandbox ->
            val before = AppUser.moveIn(sandbox, "fred", linked = false)
            before.core.people.add(
                app.knock.core.NewContact(
                    AppUser.moveIn(sandbox, "gina", linked = false).use {
                        it.core.identity.npub()
                    },
                    "Gina",
                ),
            )
            val backup = before.at<BackupPresenter>(Destination.Backup)
            before.tap(backup, BackupEvent.Make("long enough", "something else"))
            assertEquals(say(R.string.passphrase_differs), backup.notice.value)
            before.tap(backup, BackupEvent.Make("long enough", "long enough"))
            backup.notice.until { it == say(R.string.backup_done) }

            val after = AppUser.new(sandbox)
            val restore = after.at<RestorePresenter>(Destination.Restore)
            val file = before.phone.saved!!
            val copy = kotlin.io.path.createTempFile("picked").toFile().apply { writeBytes(file.readBytes()) }
            after.phone.picked = PickedFile(copy.path, file.name, "application/octet-stream")
            after.tap(restore, RestoreEvent.PickBackup)
            restore.state.until { it.backup != null }
            after.tap(restore, RestoreEvent.PasswordTyped("wrong one"))
            after.tap(restore, RestoreEvent.Restore)
            assertEquals(say(R.string.failed_wrong_password), restore.notice.until { it != null })
            after.tap(restore, RestoreEvent.PasswordTyped("long enough"))
            after.tap(restore, RestoreEvent.Restore)
            after.navigator.destinations.until { it == listOf(Destination.Conversations()) }
            assertEquals(listOf("Gina"), after.core.people.contacts().map { it.title })
            assertFalse(copy.exists())
            before.close()
            after.close()
        }

    @Test
    fun `codes of another kind are explained where somebody is added`() =
        withSandbox { sandbox ->
            val hans = AppUser.moveIn(sandbox, "hans", linked = false)
            val add = hans.at<AddContactPresenter>(Destination.AddContact())
            val nsec = hans.core.identity.nsec()
            val wrong =
                listOf(
                    nsec to R.string.code_secret_key,
                    hans.walletUri!! to R.string.code_wallet_link,
                    "what is this" to R.string.code_unknown,
                )
            for ((text, words) in wrong) {
                hans.tap(add, AddContactEvent.Typed(text))
                assertEquals(say(words), (add.state.value.found as Found.Other).explanation)
            }
            assertEquals(say(R.string.code_wallet_link), CodeWalletLink.explain())
            assertEquals(emptyList<Any>(), hans.core.people.contacts())
            hans.close()
        }
}
