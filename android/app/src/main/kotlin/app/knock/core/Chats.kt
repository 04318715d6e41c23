package app.knock.core

import app.knock.ffi.Knock

/** One chat: reading it, and acting on its messages. */
interface Chats {
    suspend fun page(
        peer: String,
        at: PageAt,
        limit: Int,
    ): ChatPage

    suspend fun message(id: Long): ChatMessage

    /** Marks a chat as read. Tells how many messages were not. */
    suspend fun markRead(peer: String): Long

    /** Answers a message, quoting it. */
    suspend fun reply(
        messageId: Long,
        text: String,
        options: SendOptions,
    ): Outgoing

    /** Reacts with an emoji, which takes the place of the last. */
    suspend fun react(
        messageId: Long,
        content: String,
        options: SendOptions,
    ): Outgoing

    suspend fun withdrawReaction(
        messageId: Long,
        options: SendOptions,
    ): Outgoing

    suspend fun edit(
        messageId: Long,
        text: String,
        options: SendOptions,
    ): Outgoing

    /** Deletes a message on this device only. */
    suspend fun delete(messageId: Long)
}

internal class KnockChats(
    private val knock: Knock,
) : Chats {
    override suspend fun page(
        peer: String,
        at: PageAt,
        limit: Int,
    ) = knock.chatPage(peer, at, limit.toUInt())

    override suspend fun message(id: Long) = knock.chatMessage(id)

    override suspend fun markRead(peer: String) = knock.markChatRead(peer).toLong()

    override suspend fun reply(
        messageId: Long,
        text: String,
        options: SendOptions,
    ) = knock.reply(messageId, text, options)

    override suspend fun react(
        messageId: Long,
        content: String,
        options: SendOptions,
    ) = knock.react(messageId, content, options)

    override suspend fun withdrawReaction(
        messageId: Long,
        options: SendOptions,
    ) = knock.withdrawReaction(messageId, options)

    override suspend fun edit(
        messageId: Long,
        text: String,
        options: SendOptions,
    ) = knock.edit(messageId, text, options)

    override suspend fun delete(messageId: Long) = knock.deleteMessage(messageId)
}
