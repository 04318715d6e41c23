package app.knock.screens.form

import app.knock.text.Phrase

/** A line of a screen that is a list of things to set or to read. */
sealed interface Row<out E> {
    data class Header(
        val title: Phrase,
    ) : Row<Nothing>

    /** Something to read. */
    data class Note(
        val text: Phrase,
    ) : Row<Nothing>

    /** Something to touch, where it has an event. */
    data class Item<E>(
        val title: Phrase,
        val summary: Phrase? = null,
        val event: E? = null,
        val isGrave: Boolean = false,
        val isEnabled: Boolean = true,
        /** Before the title, where rows are told apart by it; all rows beside it have one. */
        val icon: Int? = null,
    ) : Row<E>

    data class Toggle<E>(
        val title: Phrase,
        val summary: Phrase?,
        val isOn: Boolean,
        val isEnabled: Boolean = true,
        val event: (Boolean) -> E,
    ) : Row<E>
}
