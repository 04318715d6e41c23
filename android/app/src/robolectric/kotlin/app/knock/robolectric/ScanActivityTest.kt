package app.knock.robolectric

import android.Manifest.permission.CAMERA
import android.app.Application
import android.content.pm.PackageManager.PERMISSION_DENIED
import app.knock.R
import app.knock.platform.camera.ScanActivity
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The camera's window, as far as there is no camera. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class ScanActivityTest {
    @Test
    fun `it asks for the camera once, and says what a no means`() {
        val window = Robolectric.buildActivity(ScanActivity::class.java).setup()
        assertArrayEquals(arrayOf(CAMERA), shadowOf(window.get()).lastRequestedPermission.requestedPermissions)
        window.get().onRequestPermissionsResult(0, arrayOf(CAMERA), intArrayOf(PERMISSION_DENIED))
        assertTrue(window.get().getString(R.string.scan_not_allowed) in texts(window))
        window.recreate()
        window.pause().stop().destroy()
    }

    @Test
    fun `with the permission it opens, and closing it gives nothing back`() {
        shadowOf(RuntimeEnvironment.getApplication()).grantPermissions(CAMERA)
        val window = Robolectric.buildActivity(ScanActivity::class.java).setup()
        window.get().finish()
        assertTrue(shadowOf(window.get()).resultIntent == null)
        window.pause().stop().destroy()
    }
}
