package app.knock.text

import app.knock.R
import app.knock.bindings.repository
import app.knock.core.Failure
import app.knock.core.FailureClass
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File

class FailuresTest {
    @Test
    fun `a known kind says more than its class`() {
        val failure = Failure(FailureClass.REJECTED, "too_expensive", "in English")
        assertEquals(say(R.string.failed_too_expensive), failure.phrase())
        assertEquals(say(R.string.failed_too_expensive), failurePhrase("too_expensive"))
    }

    @Test
    fun `a kind that nobody has thought of is told by its class`() {
        for (of in FailureClass.entries) {
            assertNotEquals(say(R.string.failed_somehow), Failure(of, "from_the_future", "").phrase(), of.name)
        }
        assertEquals(say(R.string.failed_somehow), failurePhrase("from_the_future"))
    }

    /** What the outbox keeps is the kind alone, so each that stops a message has words of its own. */
    @Test
    fun `what stops a message has words of its own`() {
        val sources =
            listOf("engine/error.rs", "wallet/error.rs", "lnurl/error.rs", "relay/error.rs").map {
                File(repository, "core/src/$it")
            }
        val kinds =
            sources.filter(File::exists).flatMap {
                Regex("""=> "([a-z0-9_]+)"""").findAll(it.readText()).map { found ->
                    found.groupValues[1]
                }
            }.toSet()
        assertTrue("too_expensive" in kinds, "the core's errors were not found")
        // Faults between us and the core, and states that only a program can bring about.
        val generic = setOf("not_found", "wrong_state", "rejected", "forbidden", "over_limit", "accepted")
        val wordless = (kinds - generic).filter { failurePhrase(it) == say(R.string.failed_somehow) }
        assertEquals(emptyList<String>(), wordless)
    }
}
