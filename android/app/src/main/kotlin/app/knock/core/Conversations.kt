package app.knock.core

import app.knock.ffi.Knock

/** The list of conversations, and what is set for each. */
interface Conversations {
    /** Pinned ones first, then by last message. [after] is the last peer of the page before. */
    suspend fun page(
        archived: Boolean,
        limit: Int,
        after: String? = null,
    ): List<Conversation>

    suspend fun with(peer: String): Conversation?

    /** What the badges count. */
    suspend fun overview(): Overview

    /** Turns notifications off until then, seconds since 1970; 0 turns them on. */
    suspend fun mute(
        peer: String,
        until: Long,
    )

    suspend fun pin(
        peer: String,
        pinned: Boolean,
    )

    suspend fun archive(
        peer: String,
        archived: Boolean,
    )

    /** How long messages to come live, seconds; null is what the settings say. */
    suspend fun setTimer(
        peer: String,
        seconds: Long?,
    )

    /** The choices for how long a message lives, seconds, shortest first. */
    fun timerChoices(): List<Long>

    /** Keeps what the user has begun to write. An empty text forgets it. */
    suspend fun setDraft(
        peer: String,
        text: String,
        replyTo: String?,
    )

    /** Deletes a whole conversation on this device. Tells how many messages are gone. */
    suspend fun delete(peer: String): Long

    /** Texts that hold all words of the question, newest first. [before] is the last id of the page before. */
    suspend fun search(
        text: String,
        limit: Int,
        peer: String? = null,
        before: Long? = null,
    ): List<ChatMessage>
}

internal class KnockConversations(
    private val knock: Knock,
) : Conversations {
    override suspend fun page(
        archived: Boolean,
        limit: Int,
        after: String?,
    ) = knock.conversations(archived, limit.toUInt(), after)

    override suspend fun with(peer: String) = knock.conversation(peer)

    override suspend fun overview() = knock.overview()

    override suspend fun mute(
        peer: String,
        until: Long,
    ) = knock.mute(peer, until.toULong())

    override suspend fun pin(
        peer: String,
        pinned: Boolean,
    ) = knock.pin(peer, pinned)

    override suspend fun archive(
        peer: String,
        archived: Boolean,
    ) = knock.archive(peer, archived)

    override suspend fun setTimer(
        peer: String,
        seconds: Long?,
    ) = knock.setTimer(peer, seconds?.toULong())

    override fun timerChoices() = knock.ttlChoices().map { it.toLong() }

    override suspend fun setDraft(
        peer: String,
        text: String,
        replyTo: String?,
    ) = knock.setDraft(peer, text, replyTo)

    override suspend fun delete(peer: String) = knock.deleteConversation(peer).toLong()

    override suspend fun search(
        text: String,
        limit: Int,
        peer: String?,
        before: Long?,
    ) = knock.search(text, limit.toUInt(), peer, before)
}
