package app.knock.widgets

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import app.knock.R

/** What stands where nothing is yet, and what to do about it. */
class EmptyView(
    context: Context,
    icon: Int,
    title: Int,
    text: Int,
) : LinearLayout(context) {
    init {
        orientation = VERTICAL
        gravity = Gravity.CENTER
        padAll(Gap.FAR, Gap.FAR)
        square(icon(context, icon, R.color.text_soft), SIDE)
        val heading = line(label(context, TextKind.TITLE, context.getString(title)), top = Gap.FULL)
        val words = line(label(context, TextKind.SOFT, context.getString(text)), top = Gap.HALF)
        listOf(heading, words).forEach {
            it.gravity = Gravity.CENTER
            it.textAlignment = View.TEXT_ALIGNMENT_CENTER
        }
    }

    fun action(
        text: Int,
        onClick: () -> Unit,
    ) = apply {
        val button = softButton(context, text, onClick)
        addView(button, LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT).apply { topMargin = dp(Gap.WIDE) })
    }

    private companion object {
        const val SIDE = 56
    }
}
