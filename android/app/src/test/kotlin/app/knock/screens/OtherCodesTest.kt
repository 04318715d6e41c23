package app.knock.screens

import app.knock.bindings.repository
import app.knock.core.CodeComment
import app.knock.core.CodeName
import app.knock.core.CodePerson
import app.knock.core.CodeWalletLink
import app.knock.core.WalletKind
import app.knock.navigation.Destination
import app.knock.people.AppUser
import app.knock.people.until
import app.knock.people.withSandbox
import app.knock.screens.addcontact.AddContactEvent
import app.knock.screens.addcontact.AddContactPresenter
import app.knock.screens.addcontact.Found
import app.knock.screens.paste.PasteEvent
import app.knock.screens.paste.PastePresenter
import app.knock.screens.wallet.WalletEvent
import app.knock.screens.wallet.WalletPresenter
import app.knock.text.explain
import kotlinx.coroutines.runBlocking
import org.json.JSONArray
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.io.File

/** A code of another kind than the screen wants is explained, each kind at each screen, and nothing is done with it. */
class OtherCodesTest {
    private val cases =
        JSONArray(File(repository, "tests/scanned/cases.json").readText())
            .map { (it as JSONObject).getString("text") }
            .filter { it.isNotBlank() }

    private fun withCodes(test: suspend (AppUser, List<String>) -> Unit) =
        withSandbox { sandbox -> AppUser.moveIn(sandbox, "pia", linked = false).use { runBlocking { test(it, cases) } } }

    @Test
    fun `where a contact is added`() =
        withCodes { pia, texts ->
            for (text in texts) {
                val code = pia.core.codes.read(text)
                if (code is CodePerson || code is CodeName || code is CodeComment) continue
                val add = pia.at<AddContactPresenter>(Destination.AddContact())
                pia.phone.scanned = text
                pia.tap(add, AddContactEvent.Scan)
                val found = add.state.until { it.text == text && it.found != Found.Nothing }.found
                assertEquals(Found.Other(code.explain()), found, text)
            }
            assertEquals(emptyList<Any>(), pia.core.people.contacts())
        }

    @Test
    fun `where a wallet is connected`() =
        withCodes { pia, texts ->
            val wallet = pia.at<WalletPresenter>(Destination.WalletSetup)
            for (text in texts) {
                val code = pia.core.codes.read(text)
                if (code is CodeWalletLink) continue
                pia.phone.scanned = text
                pia.onThread { wallet.onNoticeSeen() }
                pia.tap(wallet, WalletEvent.Scan)
                assertEquals(code.explain(), wallet.notice.until { it != null }, text)
            }
            assertEquals(WalletKind.BY_HAND, pia.core.purse.kind())
        }

    @Test
    fun `where a comment is pasted`() =
        withCodes { pia, texts ->
            val paste = pia.at<PastePresenter>(Destination.Paste())
            for (text in texts) {
                val code = pia.core.codes.read(text)
                if (code is CodeComment) continue
                pia.tap(paste, PasteEvent.Typed(text))
                pia.tap(paste, PasteEvent.Open)
                assertEquals(code.explain(), paste.state.until { it.result != null && !it.isBusy }.result, text)
            }
        }
}
