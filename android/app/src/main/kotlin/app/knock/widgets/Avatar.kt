package app.knock.widgets

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.view.View
import app.knock.R
import app.knock.text.initialOf
import app.knock.text.shadeOf

/** Somebody's first letter on a colour that stays theirs. Nothing is fetched for it. */
class Avatar(
    context: Context,
) : View(context) {
    private val ground = Paint(Paint.ANTI_ALIAS_FLAG)
    private val letter = Paint(Paint.ANTI_ALIAS_FLAG).apply { textAlign = Paint.Align.CENTER }
    private var initial = ""

    init {
        // The name stands beside it.
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
        letter.color = context.getColor(R.color.on_avatar)
    }

    fun show(
        name: String,
        npub: String,
    ) {
        initial = initialOf(name)
        ground.color = context.getColor(COLOURS[shadeOf(npub, COLOURS.size)])
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        val radius = minOf(width, height) / 2f
        canvas.drawCircle(width / 2f, height / 2f, radius, ground)
        letter.textSize = radius
        canvas.drawText(initial, width / 2f, height / 2f - (letter.ascent() + letter.descent()) / 2, letter)
    }

    private companion object {
        val COLOURS =
            intArrayOf(R.color.avatar_1, R.color.avatar_2, R.color.avatar_3, R.color.avatar_4, R.color.avatar_5, R.color.avatar_6)
    }
}
