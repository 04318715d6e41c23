package app.knock.widgets

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.TextView
import app.knock.R
import app.knock.text.Phrase

/** A short word at the bottom. It goes by itself after a while, or when it is touched. */
class NoticeBar(
    context: Context,
    private val onSeen: () -> Unit,
) : TextView(context) {
    private val leave = Runnable { onSeen() }

    init {
        setKind(TextKind.SOFT)
        setTextColor(context.getColor(R.color.on_notice))
        background = context.rounded(R.color.notice, Gap.NEAR)
        gravity = Gravity.START or Gravity.CENTER_VERTICAL
        minHeight = dp(TOUCH)
        padAll(Gap.FULL, Gap.NEAR)
        elevation = dp(Gap.HALF).toFloat()
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        isThere = false
        setOnClickListener { onSeen() }
    }

    fun show(phrase: Phrase?) {
        removeCallbacks(leave)
        isThere = phrase != null
        if (phrase == null) return
        text = words(phrase)
        postDelayed(leave, SHORT_MILLIS + text.length * MILLIS_PER_LETTER)
    }

    private companion object {
        const val SHORT_MILLIS = 3_000L

        /** As fast as people read. */
        const val MILLIS_PER_LETTER = 50L
    }
}
