package app.knock.platform.camera

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Matrix
import android.graphics.Paint
import android.graphics.RectF
import android.view.Gravity
import android.view.Surface
import android.view.TextureView
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.TextView
import app.knock.R

/** What the camera sees, with a frame to aim by. */
class ScanView(
    context: Context,
    onClose: () -> Unit,
) : FrameLayout(context) {
    val texture = TextureView(context)
    private val words = TextView(context)
    private val close = ImageButton(context)
    private val density = resources.displayMetrics.density
    private val line =
        Paint(Paint.ANTI_ALIAS_FLAG).apply {
            style = Paint.Style.STROKE
            strokeWidth = 3 * density
            color = Color.WHITE
        }
    private var picture: CodeCamera.Picture? = null

    init {
        setBackgroundColor(Color.BLACK)
        setWillNotDraw(false)
        addView(texture)
        words.setTextColor(Color.WHITE)
        words.textSize = 16f
        words.gravity = Gravity.CENTER
        words.setText(R.string.scan_aim)
        words.accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
        addView(words, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.BOTTOM))
        close.setImageResource(R.drawable.ic_close)
        close.imageTintList = ColorStateList.valueOf(Color.WHITE)
        close.setBackgroundColor(Color.TRANSPARENT)
        close.contentDescription = context.getString(R.string.scan_close)
        close.setOnClickListener { onClose() }
        addView(close, LayoutParams(dp(48), dp(48), Gravity.TOP or Gravity.START))
    }

    fun say(text: Int) = words.setText(text)

    fun show(picture: CodeCamera.Picture) {
        this.picture = picture
        turn()
    }

    override fun onSizeChanged(
        width: Int,
        height: Int,
        oldWidth: Int,
        oldHeight: Int,
    ) = turn()

    /** The texture comes upright for a phone that stands; in a turned window it is turned back, and fills it. */
    private fun turn() {
        val picture = picture ?: return
        val window = display?.rotation ?: Surface.ROTATION_0
        val size = picture.size
        val (across, along) = if (picture.turned % 180 == 0) size.width to size.height else size.height to size.width
        val (wide, high) = width.toFloat() to height.toFloat()
        val matrix = Matrix()
        // Android stretches the picture over the view: undo that, turn it, and let it cover the view.
        matrix.setScale(across / wide, along / high, wide / 2, high / 2)
        matrix.postRotate(-90f * window, wide / 2, high / 2)
        val (shownWide, shownHigh) = if (window % 2 == 0) across to along else along to across
        val cover = maxOf(wide / shownWide, high / shownHigh)
        matrix.postScale(cover, cover, wide / 2, high / 2)
        texture.setTransform(matrix)
    }

    override fun dispatchDraw(canvas: Canvas) {
        super.dispatchDraw(canvas)
        val side = minOf(width, height) * 0.7f
        val (x, y) = width / 2f to height / 2f
        canvas.drawRoundRect(
            RectF(x - side / 2, y - side / 2, x + side / 2, y + side / 2),
            dp(24).toFloat(),
            dp(24).toFloat(),
            line,
        )
    }

    @Suppress("DEPRECATION") // What takes their place exists since Android 11.
    override fun onApplyWindowInsets(insets: WindowInsets): WindowInsets {
        words.setPadding(dp(24), dp(24), dp(24), dp(24) + insets.systemWindowInsetBottom)
        (close.layoutParams as LayoutParams).topMargin = insets.systemWindowInsetTop
        close.requestLayout()
        return insets
    }

    private fun dp(units: Int) = (units * density).toInt()
}
