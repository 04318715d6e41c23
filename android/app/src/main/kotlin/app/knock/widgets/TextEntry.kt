package app.knock.widgets

import android.content.Context
import android.graphics.Typeface
import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import app.knock.R

/** A field with its name above it. */
class TextEntry(
    context: Context,
    hint: String,
    kind: EntryKind = EntryKind.TEXT,
    onTyped: (String) -> Unit,
) : LinearLayout(context) {
    val field = EditText(context)

    init {
        orientation = VERTICAL
        field.id = View.generateViewId()
        val name = label(context, TextKind.SMALL, hint)
        name.labelFor = field.id
        line(name, bottom = Gap.SMALL)
        line(field)
        field.setKind(TextKind.BODY)
        field.setHintTextColor(context.getColor(R.color.text_soft))
        field.background = context.rounded(R.color.surface_raised, Gap.NEAR, R.color.line)
        field.minHeight = dp(TOUCH)
        field.padAll(Gap.NEAR, Gap.NEAR)
        field.inputType = kind.inputType
        // A password's kind of field changes the letters; they are the same everywhere.
        field.typeface = Typeface.DEFAULT
        field.textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        if (kind.isSecret) field.keepFromLearning()
        field.onTyped(onTyped)
    }

    fun show(text: String) = field.show(text)
}

enum class EntryKind(
    val inputType: Int,
    val isSecret: Boolean = false,
) {
    TEXT(InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES),

    /** Keys, links, addresses: no capitals, no corrections. */
    CODE(
        InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_MULTI_LINE or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS or
            InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD,
        isSecret = true,
    ),
    PASSWORD(InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD, isSecret = true),
    NUMBER(InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL),
}

/** Draws the state without moving the cursor of somebody who types. */
fun EditText.show(text: String) {
    if (this.text.toString() == text) return
    setText(text)
    setSelection(this.text.length)
}

/** Keyboards are asked not to remember it, and autofill not to take it. */
fun EditText.keepFromLearning() {
    imeOptions = imeOptions or android.view.inputmethod.EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
    importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
}

fun EditText.onTyped(typed: (String) -> Unit) =
    addTextChangedListener(
        object : TextWatcher {
            override fun beforeTextChanged(
                text: CharSequence?,
                start: Int,
                count: Int,
                after: Int,
            ) = Unit

            override fun onTextChanged(
                text: CharSequence?,
                start: Int,
                before: Int,
                count: Int,
            ) = Unit

            override fun afterTextChanged(text: Editable?) = typed(text?.toString().orEmpty())
        },
    )
