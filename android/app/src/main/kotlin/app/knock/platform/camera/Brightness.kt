package app.knock.platform.camera

import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import java.nio.Buffer
import java.nio.ByteBuffer

/**
 * The brightness plane of a camera frame (the Y of YUV_420_888). Its rows are [stride] bytes apart, and the last may
 * end with the picture.
 */
fun brightness(
    plane: ByteBuffer,
    stride: Int,
    width: Int,
    height: Int,
): LuminanceSource {
    val bytes = ByteArray(stride * height)
    // Its own rewind exists since Android 9 only.
    (plane as Buffer).rewind()
    plane.get(bytes, 0, minOf(plane.remaining(), bytes.size))
    return PlanarYUVLuminanceSource(bytes, stride, height, 0, 0, width, height, false)
}
