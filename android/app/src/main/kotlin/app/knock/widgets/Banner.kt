package app.knock.widgets

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.TextView
import app.knock.R

/** Something that matters, above a list; it leads to where it can be changed. */
class Banner(
    context: Context,
    icon: Int,
    onClick: (() -> Unit)?,
) : LinearLayout(context) {
    private val text: TextView = label(context, TextKind.SOFT)

    init {
        orientation = HORIZONTAL
        gravity = android.view.Gravity.CENTER_VERTICAL
        padAll(Gap.FULL, Gap.NEAR)
        background = context.touchable(R.color.warning_soft, Gap.NEAR)
        square(icon(context, icon, R.color.on_warning), ICON)
        text.setTextColor(context.getColor(R.color.on_warning))
        rest(text, start = Gap.NEAR)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        onClick?.let { open -> setOnClickListener { open() } }
    }

    fun show(words: CharSequence?) {
        isThere = words != null
        text.text = words
    }

    private companion object {
        const val ICON = 24
    }
}
