package app.knock.platform.camera

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface

/** The camera, looking for a code until it is closed. Frames are read on a thread of its own and kept nowhere. */
class CodeCamera(
    private val manager: CameraManager,
    private val onCode: (String) -> Unit,
    private val onFailed: () -> Unit,
) : AutoCloseable {
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val reader = QrReader()
    private var device: CameraDevice? = null
    private var frames: ImageReader? = null
    private var preview: Surface? = null

    /** The back camera, or whichever there is. */
    private val id: String? by lazy {
        val ids = manager.cameraIdList
        ids.find { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: ids.firstOrNull()
    }

    private fun facing(id: String) = manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)

    /** How far the picture is turned against the phone, degrees; and its size before that. */
    class Picture(
        val size: Size,
        val turned: Int,
    )

    /** Opens the camera onto this texture; null where there is no camera. The caller has the permission. */
    @SuppressLint("MissingPermission")
    fun open(texture: SurfaceTexture): Picture? {
        try {
            val camera = id ?: return null
            val facts = manager.getCameraCharacteristics(camera)
            val size = fitting(facts)
            texture.setDefaultBufferSize(size.width, size.height)
            preview = Surface(texture)
            frames =
                ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2).apply {
                    setOnImageAvailableListener({ it.acquireLatestImage()?.use(::look) }, handler)
                }
            manager.openCamera(camera, states, handler)
            return Picture(size, facts.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0)
        } catch (_: CameraAccessException) {
            return null
        } catch (_: SecurityException) {
            return null
        }
    }

    /** The largest that reading keeps pace with. */
    private fun fitting(facts: CameraCharacteristics): Size {
        val sizes =
            facts.get(
                CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP,
            )?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty()
        return sizes.filter { it.width <= MOST_WIDTH && it.height <= MOST_HEIGHT }.maxByOrNull { it.width * it.height }
            ?: Size(640, 480)
    }

    private fun look(frame: Image) {
        val plane = frame.planes[0]
        reader.read(brightness(plane.buffer, plane.rowStride, frame.width, frame.height))?.let(onCode)
    }

    private val states =
        object : CameraDevice.StateCallback() {
            override fun onOpened(camera: CameraDevice) {
                device = camera
                val targets = listOfNotNull(preview, frames?.surface)
                try {
                    // The call that takes its place exists since Android 9.
                    @Suppress("DEPRECATION")
                    camera.createCaptureSession(targets, session(camera, targets), handler)
                } catch (_: CameraAccessException) {
                    onFailed()
                }
            }

            override fun onDisconnected(camera: CameraDevice) = camera.close()

            override fun onError(
                camera: CameraDevice,
                error: Int,
            ) {
                camera.close()
                onFailed()
            }
        }

    private fun session(
        camera: CameraDevice,
        targets: List<Surface>,
    ) = object : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            val request =
                camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                    targets.forEach(::addTarget)
                    set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                }
            try {
                session.setRepeatingRequest(request.build(), null, handler)
            } catch (_: CameraAccessException) {
                onFailed()
            } catch (_: IllegalStateException) {
                // Closed while it was being set up.
            }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = onFailed()
    }

    override fun close() {
        device?.close()
        device = null
        frames?.close()
        preview?.release()
        thread.quitSafely()
    }

    private companion object {
        const val MOST_WIDTH = 1280
        const val MOST_HEIGHT = 960
    }
}
