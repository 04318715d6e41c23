package app.knock.screens.requests

import app.knock.core.Request

data class RequestsState(
    val requests: List<Request> = emptyList(),
    val isLoading: Boolean = true,
    /** Those that are being fetched at the moment. */
    val underWay: Set<String> = emptySet(),
)

sealed interface RequestsEvent {
    /** Reads this one; its sender stays a stranger. */
    class ReadOnce(
        val request: Request,
    ) : RequestsEvent

    /** The sender becomes a contact. */
    class Accept(
        val request: Request,
    ) : RequestsEvent

    class AskBlock(
        val request: Request,
    ) : RequestsEvent

    class Block(
        val request: Request,
    ) : RequestsEvent

    class Ignore(
        val request: Request,
    ) : RequestsEvent

    data object Back : RequestsEvent
}
