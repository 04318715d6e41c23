package app.knock.widgets

import android.content.Context
import android.graphics.Typeface
import android.text.TextUtils
import android.util.TypedValue
import android.view.View
import android.widget.TextView
import app.knock.R

/** Kinds of text. Sizes are sp, so that they follow the user's choice. */
enum class TextKind(
    val sp: Float,
    val colour: Int,
    val isBold: Boolean = false,
) {
    DISPLAY(28f, R.color.text, true),
    TITLE(20f, R.color.text, true),
    NAME(16f, R.color.text),
    NAME_UNREAD(16f, R.color.text, true),
    BODY(16f, R.color.text),
    SOFT(14f, R.color.text_soft),
    SMALL(12f, R.color.text_soft),
    HEADER(14f, R.color.accent, true),
    BUTTON(16f, R.color.accent, true),
}

fun label(
    context: Context,
    kind: TextKind,
    text: CharSequence = "",
): TextView =
    TextView(context).apply {
        this.text = text
        textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        setKind(kind)
        if (kind == TextKind.HEADER || kind == TextKind.TITLE || kind == TextKind.DISPLAY) markAsHeading(this)
    }

fun TextView.setKind(kind: TextKind) {
    setTextSize(TypedValue.COMPLEX_UNIT_SP, kind.sp)
    setTextColor(context.getColor(kind.colour))
    setTypeface(if (kind.isBold) BOLD else Typeface.DEFAULT)
}

fun TextView.onOneLine(): TextView =
    apply {
        maxLines = 1
        ellipsize = TextUtils.TruncateAt.END
    }

/** TalkBack jumps from heading to heading. */
private fun markAsHeading(view: TextView) {
    if (android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.P) view.isAccessibilityHeading = true
}

private val BOLD: Typeface = Typeface.create("sans-serif-medium", Typeface.NORMAL)
