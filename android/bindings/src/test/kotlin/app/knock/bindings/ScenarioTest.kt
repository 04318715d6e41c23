package app.knock.bindings

import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.io.File

/** Every scenario that a binding can play, against the sandbox process. */
class ScenarioTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val files = File(repository, "tests/scenarios").listFiles { file -> file.extension == "json" }!!.sorted()
        val played =
            files
                .associate { it.nameWithoutExtension to JSONObject(it.readText()) }
                .filterValues { it.optString("played_by", "all") == "all" }
        assertTrue(played.isNotEmpty())
        return played.map { (name, scenario) ->
            DynamicTest.dynamicTest(name) {
                runBlocking { Sandbox().use { Stage(it).play(scenario) } }
            }
        }
    }
}
