package app.knock.platform.camera

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.net.Uri
import com.google.zxing.LuminanceSource
import com.google.zxing.RGBLuminanceSource
import java.io.IOException

/** Longer sides are made smaller: a code is found as well, with less memory. */
private const val LONGEST_SIDE = 2048

/** The code in a picture; null where there is none or the picture cannot be read. */
internal fun codeInPicture(
    resolver: ContentResolver,
    picture: Uri,
): String? {
    val bitmap =
        try {
            decode(resolver, picture)
        } catch (_: IOException) {
            null
        } catch (_: SecurityException) {
            null
        }
    return bitmap?.let { QrReader().read(brightness(it)) }
}

private fun decode(
    resolver: ContentResolver,
    picture: Uri,
): Bitmap? {
    val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    resolver.openInputStream(picture)?.use { BitmapFactory.decodeStream(it, null, size) }
    val smaller = BitmapFactory.Options()
    while (maxOf(size.outWidth, size.outHeight) / smaller.inSampleSize.coerceAtLeast(1) > LONGEST_SIDE) {
        smaller.inSampleSize = smaller.inSampleSize.coerceAtLeast(1) * 2
    }
    return resolver.openInputStream(picture)?.use { BitmapFactory.decodeStream(it, null, smaller) }
}

private fun brightness(bitmap: Bitmap): LuminanceSource {
    val pixels = IntArray(bitmap.width * bitmap.height)
    bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
    return RGBLuminanceSource(bitmap.width, bitmap.height, pixels)
}
