package app.knock.screens.chat

import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Outline
import android.view.View
import android.view.ViewOutlineProvider
import android.widget.ImageView
import app.knock.core.FileInfo
import app.knock.widgets.Gap
import app.knock.widgets.dp
import java.nio.ByteBuffer

/** A picture in a bubble, in its own shape; the blur stands for one that is not fetched yet. */
internal class PictureView(
    context: Context,
    onOpen: () -> Unit,
) : ImageView(context) {
    private var shown: Preview? = null
    private var ratio = 1f

    init {
        scaleType = ScaleType.CENTER_CROP
        clipToOutline = true
        outlineProvider = Rounded(dp(Gap.NEAR).toFloat())
        setOnClickListener { onOpen() }
    }

    fun show(
        file: FileInfo,
        preview: Preview,
    ) {
        val (width, height) = (file.width ?: 1u).toFloat() to (file.height ?: 1u).toFloat()
        ratio = (if (width > 0) height / width else 1f).coerceIn(FLATTEST, TALLEST)
        requestLayout()
        if (preview === shown) return
        shown = preview
        setImageBitmap(
            when (preview) {
                is Preview.Picture -> decode(preview.bytes)
                is Preview.Blur -> blurred(preview.pixels)
            },
        )
    }

    override fun onMeasure(
        widthSpec: Int,
        heightSpec: Int,
    ) {
        val width = minOf(MeasureSpec.getSize(widthSpec), dp(WIDTH))
        setMeasuredDimension(width, (width * ratio).toInt())
    }

    /** No larger than it is drawn: a photo in full size would fill the memory. */
    private fun decode(bytes: ByteArray): Bitmap? {
        val options = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options)
        options.inJustDecodeBounds = false
        options.inSampleSize = 1
        while (minOf(options.outWidth, options.outHeight) / (options.inSampleSize * 2) >= dp(WIDTH)) options.inSampleSize *= 2
        return BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options)
    }

    private fun blurred(pixels: ByteArray): Bitmap {
        val side = Preview.Blur.SIDE
        return Bitmap.createBitmap(side, side, Bitmap.Config.ARGB_8888).apply { copyPixelsFromBuffer(ByteBuffer.wrap(pixels)) }
    }

    private class Rounded(
        private val radius: Float,
    ) : ViewOutlineProvider() {
        override fun getOutline(
            view: View,
            outline: Outline,
        ) = outline.setRoundRect(0, 0, view.width, view.height, radius)
    }

    private companion object {
        const val WIDTH = 240

        /** Heights for a width of one; what is flatter or taller is cut. */
        const val FLATTEST = 0.4f
        const val TALLEST = 1.6f
    }
}
