package app.knock.screens.paste

import app.knock.text.Phrase

data class PasteState(
    val text: String = "",
    val isBusy: Boolean = false,
    /** What became of it, where it opened no chat. */
    val result: Phrase? = null,
)

sealed interface PasteEvent {
    class Typed(
        val text: String,
    ) : PasteEvent

    data object FromClipboard : PasteEvent

    data object Scan : PasteEvent

    data object Open : PasteEvent

    data object Back : PasteEvent
}
