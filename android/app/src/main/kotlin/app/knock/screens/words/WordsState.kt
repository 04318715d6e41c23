package app.knock.screens.words

data class WordsState(
    val words: List<String> = emptyList(),
    /** The identity came from a key, so there are none. */
    val hasNone: Boolean = false,
) {
    /** Without the words, so that no log gets to see them. */
    override fun toString() = "WordsState(${words.size} words, hasNone=$hasNone)"
}

sealed interface WordsEvent {
    data object WrittenDown : WordsEvent
}
