package app.knock.text

import app.knock.bindings.repository
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.w3c.dom.Element
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory

/** The words of both languages say the same things. */
class StringsTest {
    private val english = read("values")
    private val german = read("values-de")

    /** Every string, and every form of a plural, by name. */
    private fun read(folder: String): Map<String, String> {
        val files = File(repository, "android/app/src/main/res/$folder").listFiles { file -> file.extension == "xml" }!!
        val found = mutableMapOf<String, String>()
        for (file in files) {
            val root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).documentElement
            for (index in 0 until root.childNodes.length) {
                val element = root.childNodes.item(index) as? Element ?: continue
                if (element.getAttribute("translatable") == "false") continue
                val name = element.getAttribute("name")
                when (element.tagName) {
                    "string" -> assertEquals(null, found.put(name, element.textContent), "twice: $name")
                    "plurals" -> {
                        val forms = element.getElementsByTagName("item")
                        for (form in 0 until forms.length) {
                            val item = forms.item(form) as Element
                            found["$name/${item.getAttribute("quantity")}"] = item.textContent
                        }
                    }
                }
            }
        }
        return found
    }

    private fun parts(text: String) = Regex("""%\d\$[sd]""").findAll(text).map { it.value }.toSortedSet()

    @Test
    fun `both languages have every text`() {
        assertTrue(english.size > 400)
        assertEquals(english.keys.sorted(), german.keys.sorted())
    }

    @Test
    fun `both languages put in the same parts`() {
        for ((name, text) in english) assertEquals(parts(text), parts(german.getValue(name)), name)
    }

    @Test
    fun `nothing is left untranslated`() {
        // Words that are the same in both, names, and examples.
        val same = english.filter { (name, text) -> german[name] == text }.keys
        assertTrue(same.size < english.size / 10, "the same in both: $same")
    }

    @Test
    fun `what is read aloud or shown is never empty`() {
        assertEquals(emptyList<String>(), (english + german).filterValues { it.isBlank() }.keys.toList())
        assertNotEquals(0, english.count { it.key.startsWith("failed_") })
    }
}
