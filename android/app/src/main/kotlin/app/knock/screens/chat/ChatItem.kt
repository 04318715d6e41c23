package app.knock.screens.chat

import app.knock.core.ChatMessage
import app.knock.text.Times

/** A line of the chat. */
internal sealed interface ChatItem {
    val id: Long

    /** The day that begins here. */
    data class Day(
        val at: Long,
    ) : ChatItem {
        override val id get() = -at
    }

    data class Bubble(
        val message: ChatMessage,
        /** The one before is by the same side and of the same minutes: they stand together. */
        val joinsBefore: Boolean,
        val isHighlighted: Boolean,
        val isFetching: Boolean,
        val preview: Preview?,
    ) : ChatItem {
        override val id get() = message.id
    }
}

private const val TOGETHER_SECONDS = 300L

/** The chat with its days. */
internal fun chatItems(
    state: ChatState,
    times: Times,
): List<ChatItem> =
    buildList {
        var before: ChatMessage? = null
        for (message in state.messages) {
            val at = message.sentAt.toLong()
            val last = before
            val isNewDay = last == null || !times.isSameDay(last.sentAt.toLong(), at)
            if (isNewDay) add(ChatItem.Day(at))
            val joins = !isNewDay && last != null && last.mine == message.mine && at - last.sentAt.toLong() < TOGETHER_SECONDS
            add(
                ChatItem.Bubble(
                    message,
                    joins,
                    state.highlighted == message.id,
                    message.id in state.fetching,
                    state.previews[message.id],
                ),
            )
            before = message
        }
    }
