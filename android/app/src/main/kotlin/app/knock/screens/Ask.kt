package app.knock.screens

import app.knock.text.Phrase

/** A question that stands above the screen until it is answered; it survives a turned phone. */
sealed interface Ask<out E> {
    val title: Phrase

    /** Yes or no. */
    data class Confirm<E>(
        override val title: Phrase,
        val text: Phrase,
        val yes: Phrase,
        val then: E,
        /** Something is lost by it. */
        val isGrave: Boolean = false,
    ) : Ask<E>

    /** One of several. */
    data class Choose<E>(
        override val title: Phrase,
        val options: List<Option<E>>,
        val chosen: Int = -1,
    ) : Ask<E>

    /** A short text. */
    data class Enter<E>(
        override val title: Phrase,
        val hint: Phrase,
        val text: String = "",
        val isSecret: Boolean = false,
        val isNumber: Boolean = false,
        val help: Phrase? = null,
        val then: (String) -> E,
    ) : Ask<E>

    /** A QR code for another phone, and what can be done instead. */
    class ShowCode<E>(
        override val title: Phrase,
        /** PNG. */
        val picture: ByteArray,
        val text: Phrase,
        val instead: Option<E>,
    ) : Ask<E>

    /** Something to read. */
    data class Tell(
        override val title: Phrase,
        val text: Phrase,
    ) : Ask<Nothing>

    data class Option<E>(
        val label: Phrase,
        val event: E,
    )
}
