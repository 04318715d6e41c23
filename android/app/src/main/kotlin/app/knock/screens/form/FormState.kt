package app.knock.screens.form

import app.knock.text.Phrase

/** A state that is shown as a list of rows. */
interface FormState<E> {
    val title: Phrase

    /** Something is under way; rows stay as they are. */
    val isBusy: Boolean get() = false

    /** What the arrow at the top does. */
    val back: E

    fun rows(): List<Row<E>>
}
