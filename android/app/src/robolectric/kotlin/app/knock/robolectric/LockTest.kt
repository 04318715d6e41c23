package app.knock.robolectric

import android.app.Activity
import android.app.KeyguardManager
import android.os.SystemClock
import app.knock.R
import app.knock.platform.MainActivity
import app.knock.platform.service
import app.knock.robolectric.OnPhone.Companion.eventually
import app.knock.robolectric.OnPhone.Companion.settle
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowSystemClock
import java.time.Duration

/** The app's own lock over time, with the phone's question for its owner. */
@RunWith(RobolectricTestRunner::class)
class LockTest : WithAlice("Alice") {
    @Test
    fun `the owner is asked at first, and again after the time that was set, not before`() {
        shadowOf(bob.app.service<KeyguardManager>()).setIsDeviceSecure(true)
        bob.app.device.set(bob.app.device.values.value.copy(appLock = true, lockAfterSeconds = MINUTE))
        val window = Robolectric.buildActivity(MainActivity::class.java).setup()
        eventually("nothing is shown") { isCovered(window) }
        assertFalse("a chat's name behind the lock", texts(window).any { "Alice" in it })

        answer(window, Activity.RESULT_CANCELED)
        settle()
        assertTrue("who turned back stays outside", isCovered(window))
        click(window, R.string.locked_open)
        answer(window, Activity.RESULT_OK)
        eventually("the screens are shown") { !isCovered(window) }

        window.pause().stop()
        pass(MINUTE - 10)
        window.restart().resume()
        settle()
        assertFalse("away for a moment", isCovered(window))

        window.pause().stop()
        pass(MINUTE + 1)
        window.restart().resume()
        eventually("it is locked again") { isCovered(window) }
        window.pause().stop().destroy()
    }

    @Test
    fun `a phone that has lost its own lock does not shut its owner out`() {
        bob.app.device.set(bob.app.device.values.value.copy(appLock = true))
        val window = Robolectric.buildActivity(MainActivity::class.java).setup()
        settle()
        assertFalse(isCovered(window))
        window.pause().stop().destroy()
    }

    private fun isCovered(window: ActivityController<MainActivity>) = bob.app.getString(R.string.locked_title) in texts(window)

    /** The system's own question is another window. */
    private fun answer(
        window: ActivityController<MainActivity>,
        result: Int,
    ) {
        val shadow = shadowOf(window.get())
        val asked = generateSequence { shadow.nextStartedActivityForResult }.last()
        shadow.receiveResult(asked.intent, result, null)
    }

    private fun pass(seconds: Int) {
        val before = SystemClock.elapsedRealtime()
        ShadowSystemClock.advanceBy(Duration.ofSeconds(seconds.toLong()))
        assertTrue(SystemClock.elapsedRealtime() - before >= seconds * 1000)
    }

    companion object {
        private const val MINUTE = 60

        @BeforeClass
        @JvmStatic
        fun keystore() = SoftKeystore.install()
    }
}
