package app.knock.widgets

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.LinearLayout
import app.knock.R

/** A field that a list below follows: a rounded one with a glass, and its name inside until something is typed. */
class SearchEntry(
    context: Context,
    hint: String,
    onTyped: (String) -> Unit,
) : LinearLayout(context) {
    val field = EditText(context)
    private val clear = iconButton(context, R.drawable.ic_close, R.string.clear) { field.setText("") }

    init {
        pad(Gap.FULL, Gap.SMALL, Gap.FULL, Gap.NEAR)
        val pill = row(context)
        pill.gravity = Gravity.CENTER_VERTICAL
        pill.background = context.rounded(R.color.surface_raised, Gap.WIDE)
        pill.minimumHeight = dp(TOUCH)
        pill.pad(start = Gap.FULL)
        pill.square(icon(context, R.drawable.ic_search, R.color.text_soft), SIGN)
        field.setKind(TextKind.BODY)
        field.hint = hint
        field.setHintTextColor(context.getColor(R.color.text_soft))
        field.background = null
        field.inputType = EntryKind.TEXT.inputType
        field.imeOptions = EditorInfo.IME_ACTION_SEARCH
        field.keepFromLearning()
        field.isSingleLine = true
        field.textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        field.padAll(Gap.NEAR, Gap.NEAR)
        clear.isThere = false
        field.onTyped {
            clear.isThere = it.isNotEmpty()
            onTyped(it)
        }
        pill.rest(field)
        pill.piece(clear)
        rest(pill)
    }

    fun show(text: String) = field.show(text)

    private companion object {
        const val SIGN = 20
    }
}
