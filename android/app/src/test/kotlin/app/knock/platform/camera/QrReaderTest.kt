package app.knock.platform.camera

import com.google.zxing.BarcodeFormat
import com.google.zxing.common.BitMatrix
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer
import kotlin.random.Random

/** Frames as a camera gives them: brightness alone, rows longer than the picture. */
class QrReaderTest {
    private val text = "nostr:nprofile1qqs" + "q".repeat(150)

    private fun frame(
        code: BitMatrix,
        stride: Int = code.width + 16,
        dark: Int = 40,
        light: Int = 200,
        noise: Int = 0,
    ): ByteBuffer {
        val chance = Random(1)
        val rows = ByteBuffer.allocateDirect(stride * (code.height - 1) + code.width)
        for (y in 0 until code.height) {
            for (x in 0 until code.width) {
                val shade = (if (code[x, y]) dark else light) + if (noise > 0) chance.nextInt(-noise, noise) else 0
                rows.put(y * stride + x, shade.coerceIn(0, 255).toByte())
            }
        }
        return rows
    }

    private fun read(
        rows: ByteBuffer,
        side: Int,
        stride: Int = side + 16,
    ) = QrReader().read(brightness(rows, stride, side, side))

    private fun code(side: Int) = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side)

    @Test
    fun `a code is read, also in noise, and light on dark`() {
        assertEquals(text, read(frame(code(480)), 480))
        assertEquals(text, read(frame(code(480), noise = 60), 480))
        assertEquals(text, read(frame(code(480), dark = 200, light = 40), 480))
    }

    @Test
    fun `a frame without a code is none, and the reader goes on`() {
        val reader = QrReader()
        val noise = ByteBuffer.wrap(Random(2).nextBytes(480 * 480))
        assertNull(reader.read(brightness(noise, 480, 480, 480)))
        assertEquals(text, reader.read(brightness(frame(code(480)), 496, 480, 480)))
    }

    @Test
    fun `a frame whose buffer ends early is no crash`() {
        assertNull(read(ByteBuffer.allocateDirect(10), 480))
    }
}
