package app.knock.platform.camera

import android.Manifest.permission.CAMERA
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraManager
import android.os.Bundle
import android.view.TextureView
import app.knock.R
import app.knock.platform.service

/** Looks for a QR code and gives its text back; what it means is its caller's affair. */
class ScanActivity :
    Activity(),
    TextureView.SurfaceTextureListener {
    private var camera: CodeCamera? = null
    private lateinit var view: ScanView

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        view = ScanView(this, onClose = ::finish)
        view.texture.surfaceTextureListener = this
        setContentView(view)
        if (checkSelfPermission(CAMERA) != PERMISSION_GRANTED && saved == null) requestPermissions(arrayOf(CAMERA), 0)
    }

    override fun onResume() {
        super.onResume()
        open()
    }

    override fun onPause() {
        camera?.close()
        camera = null
        super.onPause()
    }

    override fun onRequestPermissionsResult(
        code: Int,
        permissions: Array<out String>,
        results: IntArray,
    ) {
        if (results.firstOrNull() == PERMISSION_GRANTED) open() else view.say(R.string.scan_not_allowed)
    }

    private fun open() {
        val texture = view.texture.surfaceTexture ?: return
        if (camera != null || checkSelfPermission(CAMERA) != PERMISSION_GRANTED) return
        val opened = CodeCamera(service<CameraManager>(), ::found) { runOnUiThread { view.say(R.string.scan_no_camera) } }
        camera = opened
        val picture = opened.open(texture)
        if (picture == null) view.say(R.string.scan_no_camera) else view.show(picture)
    }

    private fun found(text: String) =
        runOnUiThread {
            // Several frames may hold it.
            if (isFinishing) return@runOnUiThread
            view.performHapticFeedback(android.view.HapticFeedbackConstants.VIRTUAL_KEY)
            setResult(RESULT_OK, Intent().putExtra(TEXT, text))
            finish()
        }

    override fun onSurfaceTextureAvailable(
        texture: SurfaceTexture,
        width: Int,
        height: Int,
    ) = open()

    override fun onSurfaceTextureSizeChanged(
        texture: SurfaceTexture,
        width: Int,
        height: Int,
    ) = Unit

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture) = true

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    companion object {
        const val TEXT = "text"
    }
}
