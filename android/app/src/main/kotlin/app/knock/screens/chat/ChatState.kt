package app.knock.screens.chat

import app.knock.core.ChatMessage
import app.knock.core.Conversation
import app.knock.text.Phrase

data class ChatState(
    val peer: String,
    val title: String = "",
    val conversation: Conversation? = null,
    /** Oldest first. */
    val messages: List<ChatMessage> = emptyList(),
    val hasOlder: Boolean = false,
    val hasNewer: Boolean = false,
    val isLoading: Boolean = true,
    val compose: Compose = Compose(),
    val price: Price = Price.Unknown,
    /** Where a search or a quote led; it is shown for a moment. */
    val highlighted: Long? = null,
    /** How long the next message lives, seconds. */
    val timerSeconds: Long = 0,
    val canSendFiles: Boolean = false,
    /** Bytes of the file on its way to the file server, and of how many. */
    val upload: Progress? = null,
    /** Pictures, by message: as far as they are here. */
    val previews: Map<Long, Preview> = emptyMap(),
    /** Files that are being fetched. */
    val fetching: Set<Long> = emptySet(),
    /** The wallet is another app. */
    val paysByHand: Boolean = false,
)

/** What is being written. */
data class Compose(
    val text: String = "",
    val replyTo: ChatMessage? = null,
    val editing: ChatMessage? = null,
    /** How many knocks it takes; each costs one. */
    val parts: Int = 1,
) {
    val canSend get() = text.isNotBlank() && text != editing?.text

    /** Without the text, so that no log gets to see it. */
    override fun toString() = "Compose(parts=$parts)"
}

/** What the next knock costs, shown at the send button. */
sealed interface Price {
    data object Unknown : Price

    data object Asking : Price

    data class Known(
        val msat: ULong,
        /** The user's own limit. */
        val limitMsat: ULong,
    ) : Price {
        val isOverLimit get() = msat > limitMsat
    }

    /** Nobody knows where to pay this person. */
    data object NoAddress : Price

    data class Failed(
        val why: Phrase,
    ) : Price
}

data class Progress(
    val done: ULong,
    val of: ULong,
)

/** What a picture looks like in its bubble. */
sealed interface Preview {
    /** The picture as it was sent, decrypted in the memory. */
    class Picture(
        val bytes: ByteArray,
    ) : Preview

    /** A few colours of one that is not fetched yet: RGBA, row by row, [SIDE] squared. */
    class Blur(
        val pixels: ByteArray,
    ) : Preview {
        companion object {
            const val SIDE = 32
        }
    }
}
