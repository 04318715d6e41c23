package app.knock.text

import app.knock.bindings.MemoryVault
import app.knock.bindings.repository
import app.knock.core.Code
import app.knock.core.CodeComment
import app.knock.core.CodeInvoice
import app.knock.core.CodeLnurl
import app.knock.core.CodeName
import app.knock.core.CodeOffer
import app.knock.core.CodeOtherNostr
import app.knock.core.CodePerson
import app.knock.core.CodeWeb
import app.knock.core.Core
import org.json.JSONArray
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.io.File

/** The shared cases of `tests/scanned`: the app asks the core, and has something to say of each kind. */
class ScannedTest {
    private val codes = Core.of(File("unused").path, MemoryVault()).codes
    private val cases = JSONArray(File(repository, "tests/scanned/cases.json").readText()).map { it as JSONObject }

    @TestFactory
    fun `what was scanned`(): List<DynamicTest> =
        cases.map { case ->
            val text = case.getString("text")
            DynamicTest.dynamicTest(text.take(40).ifBlank { "nothing" }) {
                val code = codes.read(text)
                assertEquals(case.getString("code"), kindOf(code))
                assertEquals(case.opt("value")?.takeIf { it != JSONObject.NULL }?.toString(), valueOf(code)?.toString())
                assertTrue(code.explain() is Phrase.Of)
            }
        }

    /** As the cases write it: OtherNostr is other_nostr. */
    private fun kindOf(code: Code) =
        if (code is CodeName) "name" else code.javaClass.simpleName.replace(Regex("(?<=[a-z])(?=[A-Z])"), "_").lowercase()

    private fun valueOf(code: Code): Any? =
        when (code) {
            is CodePerson -> code.card.npub
            is CodeName -> code.name
            is CodeComment -> code.text
            is CodeInvoice -> code.amountMsat
            is CodeOffer -> code.offer
            is CodeLnurl -> code.text
            is CodeOtherNostr -> code.prefix
            is CodeWeb -> code.host
            else -> null
        }
}
