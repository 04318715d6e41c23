package app.knock.screens.chat

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import app.knock.R
import app.knock.core.Quoted
import app.knock.screens.summary
import app.knock.widgets.Gap
import app.knock.widgets.TextKind
import app.knock.widgets.dp
import app.knock.widgets.label
import app.knock.widgets.padAll
import app.knock.widgets.rest
import app.knock.widgets.rounded
import app.knock.widgets.row
import app.knock.widgets.words

/** What a message answers: a few lines beside a bar, above the answer. */
internal class QuoteView(
    context: Context,
) {
    private val text = label(context, TextKind.SOFT)
    val root = row(context)

    init {
        val bar = View(context)
        bar.background = context.rounded(R.color.accent, Gap.HAIR)
        text.maxLines = LINES
        text.ellipsize = android.text.TextUtils.TruncateAt.END
        text.padAll(Gap.HALF, Gap.HALF)
        root.background = context.rounded(R.color.quote, Gap.SMALL)
        root.addView(bar, LinearLayout.LayoutParams(root.dp(BAR), LinearLayout.LayoutParams.MATCH_PARENT))
        root.rest(text)
    }

    fun show(
        quoted: Quoted,
        mine: Boolean,
    ) {
        val answered = quoted.message
        val words = answered?.let { root.words(summary(it)) } ?: root.words(R.string.chat_quote_gone)
        text.text = if (answered?.mine == true) root.words(R.string.chat_quote_yours, words) else words
        text.setTextColor(root.context.getColor(if (mine) R.color.on_bubble_out else R.color.on_bubble_in))
        text.alpha = SOFTER
    }

    private companion object {
        const val LINES = 3
        const val BAR = 3
        const val SOFTER = 0.85f
    }
}
