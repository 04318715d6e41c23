package app.knock.core

import app.knock.ffi.Knock

/** Messages on their way out. Whatever is in the outbox goes on by itself and survives a kill. */
interface Sending {
    /** What a knock costs now. Nothing is published or paid. */
    suspend fun quote(to: String): Quote

    /** What each relay did with a message of the user's own. */
    suspend fun publications(messageId: Long): List<Publication>

    /** Puts a text into the outbox and returns at once. */
    suspend fun enqueue(
        to: String,
        text: String,
        options: SendOptions,
    ): Outgoing

    /**
     * The same for a line that others may follow: within the settings' window they become one knock. Without a window it
     * is sent at once.
     */
    suspend fun enqueueLine(
        to: String,
        text: String,
        options: SendOptions,
    ): Outgoing

    /** How many knocks a text takes; each costs one. */
    suspend fun partsOf(
        to: String,
        text: String,
    ): Int

    /** Sends a text in as many parts as it takes. */
    suspend fun sendInParts(
        to: String,
        text: String,
        options: SendOptions,
    ): List<Outgoing>

    /** What is not delivered, oldest first. */
    suspend fun outbox(): List<Outgoing>

    /** Goes on with a message that stopped. A payment whose outcome is unknown is looked up, not repeated. */
    suspend fun retryMessage(messageId: Long): Outgoing

    /** The user says that another app has paid. */
    suspend fun confirmPaid(outgoingId: Long): Outgoing

    /** Asks every relay that has the message to delete it, and stops what is not paid yet. */
    suspend fun unsend(messageId: Long): List<RelayOutcome>
}

internal class KnockSending(
    private val knock: Knock,
) : Sending {
    override suspend fun quote(to: String) = knock.quote(to)

    override suspend fun publications(messageId: Long) = knock.publications(messageId)

    override suspend fun enqueue(
        to: String,
        text: String,
        options: SendOptions,
    ) = knock.enqueue(to, text, options)

    override suspend fun enqueueLine(
        to: String,
        text: String,
        options: SendOptions,
    ) = knock.sendLine(to, text, options)

    override suspend fun partsOf(
        to: String,
        text: String,
    ) = knock.partsOf(to, text).toInt()

    override suspend fun sendInParts(
        to: String,
        text: String,
        options: SendOptions,
    ) = knock.sendInParts(to, text, options)

    override suspend fun outbox() = knock.outbox()

    override suspend fun retryMessage(messageId: Long) = knock.retryMessage(messageId)

    override suspend fun confirmPaid(outgoingId: Long) = knock.confirmPaid(outgoingId)

    override suspend fun unsend(messageId: Long) = knock.unsendMessage(messageId)
}
