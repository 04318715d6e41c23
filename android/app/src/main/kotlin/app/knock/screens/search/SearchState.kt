package app.knock.screens.search

import app.knock.core.ChatMessage

data class SearchState(
    /** In this conversation only. */
    val peer: String? = null,
    val peerTitle: String? = null,
    val query: String = "",
    val found: List<ChatMessage> = emptyList(),
    /** Whose messages they are. */
    val titles: Map<String, String> = emptyMap(),
    val hasMore: Boolean = false,
    val isSearching: Boolean = false,
) {
    val foundNothing get() = query.isNotBlank() && !isSearching && found.isEmpty()
}

sealed interface SearchEvent {
    class Typed(
        val query: String,
    ) : SearchEvent

    class Open(
        val message: ChatMessage,
    ) : SearchEvent

    data object LoadMore : SearchEvent

    data object Back : SearchEvent
}
