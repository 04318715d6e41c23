package app.knock.text

/**
 * Words for people, not yet in their language: a string resource with what is put in, or a text that is nobody's
 * language (a name, an address). Presenters say these; a view finds the words.
 */
sealed interface Phrase {
    data class Of(
        val string: Int,
        val parts: List<Any> = emptyList(),
    ) : Phrase

    data class Many(
        val plural: Int,
        val count: Long,
        val parts: List<Any> = listOf(count),
    ) : Phrase

    data class Plain(
        val text: String,
    ) : Phrase

    data class Lines(
        val phrases: List<Phrase>,
    ) : Phrase
}

fun say(
    string: Int,
    vararg parts: Any,
): Phrase = Phrase.Of(string, parts.toList())

fun sayMany(
    plural: Int,
    count: Long,
    vararg parts: Any,
): Phrase = Phrase.Many(plural, count, if (parts.isEmpty()) listOf(count) else parts.toList())

fun plain(text: String): Phrase = Phrase.Plain(text)

/** One under the other. */
fun lines(phrases: List<Phrase>): Phrase = Phrase.Lines(phrases)
