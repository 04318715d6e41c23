package app.knock.widgets

import android.content.Context
import android.view.View
import app.knock.text.Phrase

/** Finds the words of a phrase in the user's language. */
fun Context.words(phrase: Phrase): String =
    when (phrase) {
        is Phrase.Plain -> phrase.text
        is Phrase.Of -> resources.getString(phrase.string, *parts(phrase.parts))
        is Phrase.Many -> {
            // Whatever is more than an Int can count is many.
            val count = phrase.count.coerceAtMost(Int.MAX_VALUE.toLong()).toInt()
            resources.getQuantityString(phrase.plural, count, *parts(phrase.parts))
        }
        is Phrase.Lines -> phrase.phrases.joinToString("\n") { words(it) }
    }

fun View.words(phrase: Phrase): String = context.words(phrase)

fun View.words(
    string: Int,
    vararg parts: Any,
): String = context.resources.getString(string, *parts)

private fun Context.parts(parts: List<Any>): Array<Any> = parts.map { if (it is Phrase) words(it) else it }.toTypedArray()
