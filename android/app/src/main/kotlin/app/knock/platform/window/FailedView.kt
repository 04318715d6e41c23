package app.knock.platform.window

import android.annotation.SuppressLint
import android.content.Context
import android.view.Gravity
import android.widget.FrameLayout
import app.knock.R
import app.knock.core.Failure
import app.knock.text.phrase
import app.knock.widgets.Gap
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.words

/** The home does not open: what is known of why, and another try. Nothing is deleted by itself. */
@SuppressLint("ViewConstructor")
class FailedView(
    context: Context,
    failure: Failure,
    onAgain: () -> Unit,
) : FrameLayout(context) {
    init {
        setBackgroundColor(context.getColor(R.color.surface))
        val box = column(context)
        box.padAll(Gap.FAR, Gap.FAR)
        box.line(label(context, TextKind.TITLE, context.getString(R.string.opening_failed)))
        box.line(label(context, TextKind.BODY, words(failure.phrase())), top = Gap.FULL)
        box.line(label(context, TextKind.SMALL, "${failure.kind}: ${failure.detail}"), top = Gap.FULL)
        box.line(filledButton(context, R.string.opening_again, onAgain), top = Gap.WIDE)
        addView(box, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.CENTER))
    }
}
