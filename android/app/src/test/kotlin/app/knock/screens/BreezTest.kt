package app.knock.screens

import app.knock.R
import app.knock.bindings.HandingOver
import app.knock.core.BuiltInWallet
import app.knock.core.EventSigner
import app.knock.core.KeyVault
import app.knock.core.WalletKind
import app.knock.ffi.Knock
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.form.Row
import app.knock.screens.restore.RestoreEvent
import app.knock.screens.restore.RestorePresenter
import app.knock.screens.wallet.WalletEvent
import app.knock.screens.wallet.WalletPresenter
import app.knock.text.Phrase
import app.knock.text.say
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Choosing the wallet that the build has inside, with another that the shell brings in Breez's place. */
class BreezTest {
    private val inside =
        object : BuiltInWallet {
            override fun home(
                folder: String,
                walletFolder: String,
                vault: KeyVault,
                signer: EventSigner?,
            ) = Knock(folder, vault, HandingOver(), signer)
        }

    private fun offers(
        wallet: WalletPresenter,
        title: Phrase,
    ) = wallet.state.value.rows().any { it is Row.Item && it.title == title }

    @Test
    fun `a build without it offers nothing`() =
        withSandbox { sandbox ->
            assertNull(BuiltInWallet.find())
            val rita = AppUser.moveIn(sandbox, "rita", linked = false)
            val wallet = rita.at<WalletPresenter>(Destination.WalletSetup)
            wallet.state.until { it.kind != null }
            assertFalse(offers(wallet, say(R.string.breez_title)))
            rita.close()
        }

    @Test
    fun `it is chosen, the app begins anew with it, and it is left again`() =
        withSandbox { sandbox ->
            val sara = AppUser.moveIn(sandbox, "sara", linked = false)
            sara.breez = inside
            sara.restart()
            val wallet = sara.at<WalletPresenter>(Destination.WalletSetup)
            wallet.state.until { it.kind == WalletKind.BY_HAND }
            assertTrue(offers(wallet, say(R.string.breez_title)))
            sara.tap(wallet, WalletEvent.AskBreez)
            val question = wallet.question.until { it != null } as Ask.Confirm
            assertEquals(0, sara.phone.restarts)
            sara.onThread { wallet.onAnswer(question.then) }
            assertEquals(1, sara.phone.restarts)

            sara.restart()
            val anew = sara.at<WalletPresenter>(Destination.WalletSetup)
            anew.state.until { it.kind == WalletKind.SHELL && it.info?.alias == "hand" }
            assertFalse(offers(anew, say(R.string.wallet_scan_title)))
            sara.tap(anew, WalletEvent.UseBreez(false))
            sara.restart()
            assertEquals(WalletKind.BY_HAND, sara.core.purse.kind())
            sara.close()
        }

    @Test
    fun `a key without words cannot have it`() =
        withSandbox { sandbox ->
            val nsec = AppUser.moveIn(sandbox, "tom", linked = false).use { it.core.identity.nsec() }
            val tom = AppUser.new(sandbox)
            tom.breez = inside
            val restore = tom.at<RestorePresenter>(Destination.Restore)
            tom.tap(restore, RestoreEvent.SecretTyped(nsec))
            tom.tap(restore, RestoreEvent.Restore)
            tom.navigator.destinations.until { it.last() == Destination.WalletSetup }
            tom.restart()
            val wallet = tom.at<WalletPresenter>(Destination.WalletSetup)
            tom.tap(wallet, WalletEvent.AskBreez)
            assertEquals(say(R.string.breez_needs_words), wallet.notice.until { it != null })
            assertEquals(0, tom.phone.restarts)
            tom.close()
        }
}
