package app.knock.widgets

import android.app.AlertDialog
import android.content.Context
import android.graphics.BitmapFactory
import app.knock.R
import app.knock.screens.Ask

/** Shows the question that stands above a screen, and takes it away when it is answered. */
class AskDialog<E>(
    private val context: Context,
    private val onAnswer: (E?) -> Unit,
) {
    private var shown: Ask<E>? = null
    private var dialog: AlertDialog? = null

    fun show(question: Ask<E>?) {
        if (question === shown) return
        shown = question
        dialog?.setOnDismissListener(null)
        dialog?.dismiss()
        dialog = question?.let(::build)?.also { it.show() }
    }

    /** The window is going: the question stays and is shown by the next one. */
    fun leave() {
        shown = null
        dialog?.setOnDismissListener(null)
        dialog?.dismiss()
        dialog = null
    }

    private fun build(question: Ask<E>): AlertDialog {
        val builder = AlertDialog.Builder(context).setTitle(context.words(question.title))
        when (question) {
            is Ask.Confirm -> confirm(builder, question)
            is Ask.Choose -> choose(builder, question)
            is Ask.Enter -> enter(builder, question)
            is Ask.ShowCode -> showCode(builder, question)
            is Ask.Tell -> builder.setMessage(context.words(question.text)).setPositiveButton(R.string.ok, null)
        }
        return builder.create().apply {
            setOnDismissListener { if (shown === question) answer(null) }
        }
    }

    private fun confirm(
        builder: AlertDialog.Builder,
        question: Ask.Confirm<E>,
    ) {
        builder.setMessage(context.words(question.text))
        builder.setPositiveButton(context.words(question.yes)) { _, _ -> answer(question.then) }
        builder.setNegativeButton(R.string.cancel, null)
    }

    private fun choose(
        builder: AlertDialog.Builder,
        question: Ask.Choose<E>,
    ) {
        val labels = question.options.map { context.words(it.label) }.toTypedArray()
        if (question.chosen < 0) {
            builder.setItems(labels) { _, index -> answer(question.options[index].event) }
        } else {
            builder.setSingleChoiceItems(labels, question.chosen) { _, index -> answer(question.options[index].event) }
        }
        builder.setNegativeButton(R.string.cancel, null)
    }

    private fun enter(
        builder: AlertDialog.Builder,
        question: Ask.Enter<E>,
    ) {
        val field = entry(question)
        val box = column(context)
        box.padAll(Gap.WIDE, Gap.HALF)
        question.help?.let { box.line(label(context, TextKind.SOFT, context.words(it)), bottom = Gap.FULL) }
        box.line(field)
        builder.setView(scrolling(box))
        builder.setPositiveButton(R.string.ok) { _, _ -> answer(question.then(field.field.text.toString())) }
        builder.setNegativeButton(R.string.cancel, null)
    }

    private fun showCode(
        builder: AlertDialog.Builder,
        question: Ask.ShowCode<E>,
    ) {
        val box = column(context)
        box.padAll(Gap.WIDE, Gap.HALF)
        val code = codePicture(context, context.words(question.title))
        code.setImageBitmap(BitmapFactory.decodeByteArray(question.picture, 0, question.picture.size))
        box.line(code)
        box.line(label(context, TextKind.SOFT, context.words(question.text)), top = Gap.FULL)
        builder.setView(scrolling(box))
        builder.setPositiveButton(context.words(question.instead.label)) { _, _ -> answer(question.instead.event) }
        builder.setNegativeButton(R.string.done, null)
    }

    private fun entry(question: Ask.Enter<E>): TextEntry {
        val kind =
            when {
                question.isSecret -> EntryKind.PASSWORD
                question.isNumber -> EntryKind.NUMBER
                else -> EntryKind.CODE
            }
        return TextEntry(context, context.words(question.hint), kind) {}.apply { show(question.text) }
    }

    private fun answer(event: E?) {
        shown = null
        onAnswer(event)
    }
}
