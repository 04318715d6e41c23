package app.knock.core

import app.knock.bindings.events
import app.knock.bindings.listenUntilCancelled
import app.knock.ffi.Knock
import kotlinx.coroutines.flow.Flow

/** What comes in, and what happens meanwhile. */
interface Receiving {
    /** Everything that happens while this is collected, in order. */
    fun events(): Flow<CoreEvent>

    /** Takes knocks as they land, until the coroutine is cancelled. */
    suspend fun listen(): Nothing

    /** Takes what was paid since the last time and goes on with whatever is due. */
    suspend fun catchUp(deadlineMillis: Long): List<Notice>

    /** Takes a comment that the user pasted, also out of a longer text. */
    suspend fun paste(text: String): Arrival

    /** What to show outside the app for an event's message; null once it was seen. */
    suspend fun notice(event: String): Notice?

    /** Knocks that wait for consent, newest first. [before] is the last event of the page before. */
    suspend fun requests(
        limit: Int,
        before: String? = null,
    ): List<Request>

    /** Accepts one request only: its sender stays a stranger. */
    suspend fun acceptOnce(request: String): Arrival

    /** Accepts the sender, who becomes a contact. */
    suspend fun acceptSender(request: String): Arrival

    suspend fun blockSender(request: String)

    suspend fun ignore(request: String)
}

internal class KnockReceiving(
    private val knock: Knock,
) : Receiving {
    override fun events(): Flow<CoreEvent> = knock.events()

    override suspend fun listen(): Nothing = knock.listenUntilCancelled()

    override suspend fun catchUp(deadlineMillis: Long) = knock.catchUp(deadlineMillis.toULong())

    override suspend fun paste(text: String) = knock.paste(text)

    override suspend fun notice(event: String) = knock.notification(event)

    override suspend fun requests(
        limit: Int,
        before: String?,
    ) = knock.requests(limit.toUInt(), before)

    override suspend fun acceptOnce(request: String) = knock.acceptRequest(request)

    override suspend fun acceptSender(request: String) = knock.acceptSender(request)

    override suspend fun blockSender(request: String) = knock.blockSender(request)

    override suspend fun ignore(request: String) = knock.ignoreRequest(request)
}
