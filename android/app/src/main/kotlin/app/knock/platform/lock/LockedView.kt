package app.knock.platform.lock

import android.annotation.SuppressLint
import android.content.Context
import android.view.Gravity
import android.widget.FrameLayout
import app.knock.R
import app.knock.widgets.EmptyView

/** Stands before everything until the owner has shown who they are. */
@SuppressLint("ViewConstructor")
class LockedView(
    context: Context,
    onUnlock: () -> Unit,
) : FrameLayout(context) {
    init {
        setBackgroundColor(context.getColor(R.color.surface))
        val view = EmptyView(context, R.drawable.ic_notification, R.string.locked_title, R.string.locked_text)
        view.action(R.string.locked_open, onUnlock)
        addView(view, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.CENTER))
    }
}
