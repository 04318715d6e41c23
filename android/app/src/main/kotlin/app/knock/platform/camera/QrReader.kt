package app.knock.platform.camera

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** Finds a QR code in a picture's brightness. Free of Android. One for each thread. */
class QrReader {
    private val reader = QRCodeReader()

    /** The code's text; null where there is none, or it cannot be read this time. */
    fun read(picture: LuminanceSource): String? = readOnce(picture) ?: readOnce(picture.invert())

    private fun readOnce(picture: LuminanceSource): String? =
        try {
            reader.decode(BinaryBitmap(HybridBinarizer(picture)), HINTS).text
        } catch (_: ReaderException) {
            null
        } finally {
            reader.reset()
        }

    private companion object {
        val HINTS = mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.CHARACTER_SET to "UTF-8")
    }
}
