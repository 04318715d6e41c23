package app.knock.robolectric

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import app.knock.bindings.Sandbox
import app.knock.navigation.Destination
import app.knock.platform.MainActivity
import app.knock.robolectric.OnPhone.Companion.eventually
import app.knock.robolectric.OnPhone.Companion.settle
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.BeforeClass
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import java.io.File

/**
 * Every screen in the app's window, light and dark, with people and messages that came over the sandbox. Where
 * `knock.pictures` names a folder, pictures of them go there.
 */
@RunWith(RobolectricTestRunner::class)
class ScreensTest {
    private lateinit var sandbox: Sandbox

    @Before
    fun start() {
        sandbox = Sandbox()
    }

    @After
    fun stop() = sandbox.close()

    @Test
    fun `the light`() = everyScreen("light", "+notnight")

    @Test
    fun `the dark`() = everyScreen("dark", "+night")

    /** The letters twice as large: nothing that is to be touched is cut off. */
    @Test
    fun `the large`() =
        someScreens("large", "+notnight") {
            RuntimeEnvironment.setFontScale(2f)
        }

    /** People who write from the right: start and end change places. */
    @Test
    fun `from the right`() = someScreens("rtl", "+ar-rEG-ldrtl-notnight") {}

    private fun someScreens(
        name: String,
        qualifiers: String,
        prepare: () -> Unit,
    ) {
        RuntimeEnvironment.setQualifiers("w360dp-h720dp-xhdpi")
        RuntimeEnvironment.setQualifiers(qualifiers)
        prepare()
        val scene = Scene(sandbox)
        for (title in listOf("conversations", "chat", "requests", "wallet", "settings", "contact", "my-code", "backup")) {
            val destination = scene.destinations().getValue(title)
            scene.bob.app.screens(null).navigator.reset(Destination.Conversations(), destination)
            shoot("$title-$name") { root -> assertWhole("$title-$name", root) }
        }
        scene.close()
    }

    /** Whatever is touched shows all its words, within the window. */
    private fun assertWhole(
        name: String,
        root: View,
    ) {
        for (button in views(root).filterIsInstance<Button>()) {
            val layout = button.layout ?: continue
            assertEquals("$name: ${button.text}", 0, (0 until layout.lineCount).sumOf(layout::getEllipsisCount))
            val torn = (0 until layout.lineCount - 1).map(layout::getLineEnd).any { !button.text[it - 1].isWhitespace() }
            assertFalse("$name: a word of ${button.text} is torn", torn)
            val room = button.height - button.totalPaddingTop - button.totalPaddingBottom
            assertTrue("$name: ${button.text} is cut", layout.height <= room)
            val place = Rect().also { button.getDrawingRect(it) }
            (root as ViewGroup).offsetDescendantRectToMyCoords(button, place)
            assertTrue("$name: ${button.text} leaves the window", place.left >= 0 && place.right <= root.width)
        }
    }

    private fun everyScreen(
        name: String,
        qualifiers: String,
    ) {
        RuntimeEnvironment.setQualifiers("w360dp-h720dp-xhdpi")
        RuntimeEnvironment.setQualifiers(qualifiers)
        Scene.welcome(RuntimeEnvironment.getApplication() as app.knock.platform.KnockApplication)
        shoot("welcome-$name")
        val scene = Scene(sandbox)
        val shown = HashSet<Class<*>>().apply { add(Destination.Welcome.javaClass) }
        for ((title, destination) in scene.destinations()) {
            shown += destination.javaClass
            scene.bob.app.screens(null).navigator.reset(Destination.Conversations(), destination)
            shoot("$title-$name")
        }
        assertEquals("every kind of screen is shown", Destination::class.java.permittedSubclasses.toSet(), shown)
        scene.close()
    }

    private fun shoot(
        name: String,
        look: (View) -> Unit = {},
    ) {
        val controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        val root = controller.get().window.decorView
        settle()
        eventually("$name shows something") { texts(controller).any { it.isNotBlank() } }
        settle()
        picture(root).also { drawn ->
            assertTrue("$name is not one colour", colours(drawn) > 8)
            System.getProperty("knock.pictures")?.takeIf { it.isNotBlank() }?.let { folder ->
                File(folder, "$name.png").outputStream().use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) }
            }
        }
        look(root)
        controller.pause().stop().destroy()
    }

    private fun picture(root: View): Bitmap {
        val metrics = root.resources.displayMetrics
        val (width, height) = metrics.widthPixels to metrics.heightPixels
        repeat(2) {
            root.measure(exactly(width), exactly(height))
            root.layout(0, 0, width, height)
            settle()
        }
        return Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).also { root.draw(Canvas(it)) }
    }

    private fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)

    private fun colours(picture: Bitmap): Int {
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        return pixels.toHashSet().size
    }

    companion object {
        @BeforeClass
        @JvmStatic
        fun keystore() = SoftKeystore.install()
    }
}
