package app.knock.core

import app.knock.bindings.repository
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File

/** What the packages may know of each other. */
class BoundaryTest {
    private val sources =
        File(repository, "android/app/src/main/kotlin/app/knock").walk().filter { it.extension == "kt" }.toList()

    private fun within(folder: String) = sources.filter { "/app/knock/$folder/" in it.path }

    private fun File.mentions(vararg names: String) = readLines().filter { line -> names.any { it in line } }

    @Test
    fun `only the core package knows the bindings`() {
        val others = sources - within("core").toSet()
        assertTrue(others.size > 100, "the sources were not found")
        val guilty = others.filter { it.mentions("app.knock.ffi", "app.knock.bindings", "uniffi.").isNotEmpty() }
        assertEquals(emptyList<File>(), guilty)
    }

    @Test
    fun `presenters, states, texts and navigation are free of Android`() {
        val free =
            (within("screens").filter { it.name.matches(Regex(".*(Presenter|State|Event|Rows)\\.kt")) }) +
                listOf("core", "navigation", "phone", "text").flatMap(::within)
        assertTrue(free.size > 60, "the sources were not found")
        val guilty =
            free.filter {
                it.mentions("import android", "android.os", "app.knock.widgets", "app.knock.platform").isNotEmpty()
            }
        assertEquals(emptyList<File>(), guilty)
    }

    @Test
    fun `nothing is of androidx`() {
        assertEquals(emptyList<File>(), sources.filter { it.mentions("androidx.").isNotEmpty() })
    }

    /** Words for people come from the resources: a literal with a letter is a key, a separator or a mistake. */
    @Test
    fun `views say nothing that is not in the resources`() {
        val views = sources.filter { it.name.endsWith("View.kt") || it.name.endsWith("Line.kt") } + within("widgets")
        val said = Regex("""(text|hint|contentDescription|setTitle|setText|label\(.*,)\s*(=|\()?\s*"[^"$]*\p{L}""")
        val guilty = views.flatMap { file -> file.readLines().filter { said.containsMatchIn(it) }.map { "${file.name}: $it" } }
        assertEquals(emptyList<String>(), guilty)
    }

    @Test
    fun `files are read in one sitting`() {
        assertEquals(emptyList<String>(), sources.filter { it.readLines().size > 300 }.map { it.name })
    }
}
