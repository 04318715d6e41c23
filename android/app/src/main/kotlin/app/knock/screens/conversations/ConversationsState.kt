package app.knock.screens.conversations

import app.knock.core.Conversation

data class ConversationsState(
    val archived: Boolean = false,
    val conversations: List<Conversation> = emptyList(),
    val isLoading: Boolean = true,
    val hasMore: Boolean = false,
    /** Knocks that wait for the user's consent. */
    val requests: Int = 0,
    /** Nobody can knock here: there is neither a wallet nor an address. */
    val lacksWallet: Boolean = false,
    /** Nothing is heard: the wallet went away or refused. */
    val isDeaf: Boolean = false,
    /** Messages can be sent with a remote signer, and none received. */
    val isSendOnly: Boolean = false,
) {
    val isEmpty get() = !isLoading && conversations.isEmpty()
}

sealed interface ConversationsEvent {
    class Open(
        val peer: String,
    ) : ConversationsEvent

    class Pin(
        val conversation: Conversation,
    ) : ConversationsEvent

    class Archive(
        val conversation: Conversation,
    ) : ConversationsEvent

    class AskMute(
        val conversation: Conversation,
    ) : ConversationsEvent

    class Mute(
        val peer: String,
        val seconds: Long,
    ) : ConversationsEvent

    class MarkRead(
        val peer: String,
    ) : ConversationsEvent

    class AskDelete(
        val conversation: Conversation,
    ) : ConversationsEvent

    class Delete(
        val peer: String,
    ) : ConversationsEvent

    data object LoadMore : ConversationsEvent

    data object Refresh : ConversationsEvent

    /** One of the screens that the list leads to. */
    class Go(
        val to: app.knock.navigation.Destination,
    ) : ConversationsEvent

    data object Back : ConversationsEvent
}
