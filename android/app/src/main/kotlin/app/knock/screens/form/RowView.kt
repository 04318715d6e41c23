package app.knock.screens.form

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.Switch
import app.knock.R
import app.knock.text.Phrase
import app.knock.widgets.Gap
import app.knock.widgets.TOUCH
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.icon
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.pad
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.rest
import app.knock.widgets.square
import app.knock.widgets.touchableLine
import app.knock.widgets.words

/** One row as a view. */
internal abstract class RowView(
    context: Context,
) : LinearLayout(context) {
    abstract fun takes(row: Row<*>): Boolean

    abstract fun <E> show(
        row: Row<E>,
        onEvent: (E) -> Unit,
    )

    companion object {
        fun of(
            context: Context,
            row: Row<*>,
        ): RowView =
            when (row) {
                is Row.Header -> HeaderView(context)
                is Row.Note -> NoteView(context)
                is Row.Item -> ItemRowView(context)
                is Row.Toggle -> ToggleView(context)
            }
    }
}

private class HeaderView(
    context: Context,
) : RowView(context) {
    private val text = label(context, TextKind.HEADER)

    init {
        pad(Gap.FULL, Gap.WIDE, Gap.FULL, Gap.SMALL)
        rest(text)
    }

    override fun takes(row: Row<*>) = row is Row.Header

    override fun <E> show(
        row: Row<E>,
        onEvent: (E) -> Unit,
    ) {
        text.text = words((row as Row.Header).title)
    }
}

private class NoteView(
    context: Context,
) : RowView(context) {
    private val text = label(context, TextKind.SOFT)

    init {
        padAll(Gap.FULL, Gap.HALF)
        rest(text)
    }

    override fun takes(row: Row<*>) = row is Row.Note

    override fun <E> show(
        row: Row<E>,
        onEvent: (E) -> Unit,
    ) {
        text.text = words((row as Row.Note).text)
    }
}

/** A title with a summary under it. */
private class TwoLines(
    context: Context,
) {
    val title = label(context, TextKind.NAME)
    private val summary = label(context, TextKind.SOFT)
    val root =
        column(context).apply {
            line(title)
            line(summary, top = Gap.HAIR)
        }

    fun show(
        title: Phrase,
        summary: Phrase?,
    ) {
        this.title.text = root.words(title)
        this.summary.text = summary?.let { root.words(it) }
        this.summary.isThere = summary != null
    }
}

private class ItemRowView(
    context: Context,
) : RowView(context) {
    private val lines = TwoLines(context)
    private val sign = icon(context, 0, R.color.accent)

    init {
        minimumHeight = dp(TOUCH)
        gravity = android.view.Gravity.CENTER_VERTICAL
        padAll(Gap.FULL, Gap.NEAR)
        square(sign, Gap.WIDE, end = Gap.FULL)
        rest(lines.root)
    }

    override fun takes(row: Row<*>) = row is Row.Item<*>

    override fun <E> show(
        row: Row<E>,
        onEvent: (E) -> Unit,
    ) {
        row as Row.Item<E>
        lines.show(row.title, row.summary)
        sign.isThere = row.icon != null
        row.icon?.let(sign::setImageResource)
        lines.title.setTextColor(context.getColor(if (row.isGrave) R.color.danger else R.color.text))
        val event = row.event
        isUsable = row.isEnabled
        background = if (event == null) null else context.touchableLine()
        isFocusable = true
        if (event == null) {
            setOnClickListener(null)
            isClickable = false
        } else {
            setOnClickListener { onEvent(event) }
        }
    }
}

private class ToggleView(
    context: Context,
) : RowView(context) {
    private val lines = TwoLines(context)
    private val switch = Switch(context)

    init {
        minimumHeight = dp(TOUCH)
        gravity = android.view.Gravity.CENTER_VERTICAL
        padAll(Gap.FULL, Gap.NEAR)
        background = context.touchableLine()
        rest(lines.root, end = Gap.FULL)
        piece(switch)
        // The whole row is the switch.
        switch.isClickable = false
        switch.isFocusable = false
        switch.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        accessibilityDelegate = AsSwitch(switch)
    }

    override fun takes(row: Row<*>) = row is Row.Toggle<*>

    override fun <E> show(
        row: Row<E>,
        onEvent: (E) -> Unit,
    ) {
        row as Row.Toggle<E>
        lines.show(row.title, row.summary)
        switch.isChecked = row.isOn
        isUsable = row.isEnabled
        setOnClickListener { onEvent(row.event(!row.isOn)) }
    }
}

/** TalkBack says that the row is a switch, and whether it is on. */
private class AsSwitch(
    private val switch: Switch,
) : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(
        host: View,
        info: android.view.accessibility.AccessibilityNodeInfo,
    ) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = Switch::class.java.name
        info.isCheckable = true
        info.isChecked = switch.isChecked
    }
}
