package app.knock.screens.chat

import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.Publication
import app.knock.core.PublicationOutcome
import app.knock.text.Phrase
import app.knock.text.Times
import app.knock.text.lines
import app.knock.text.plain
import app.knock.text.sats
import app.knock.text.say

/** All that is known of a message: when, what it cost, and what each relay said. */
internal fun messageDetails(
    message: ChatMessage,
    publications: List<Publication>,
    times: Times = Times(),
): Phrase {
    val delivery = message.delivery
    return lines(
        listOfNotNull(
            say(R.string.details_sent, times.whole(message.sentAt.toLong())),
            say(R.string.details_received, times.whole(message.receivedAt.toLong())).takeIf { !message.mine },
            say(R.string.details_expires, times.whole(message.expiresAt.toLong())),
            message.editedAt?.let { say(R.string.details_edited, times.whole(it.toLong())) },
            message.paidMsat?.let { say(R.string.details_they_paid, sats(it)) },
            say(R.string.details_unpaid).takeIf { !message.mine && message.paidMsat == null },
            delivery?.amountMsat?.let { say(R.string.details_you_paid, sats(it)) },
            delivery?.feeMsat?.let { say(R.string.details_fee, sats(it)) },
            delivery?.seenAt?.let { say(R.string.details_seen, times.whole(it.toLong())) },
        ) + publications.map { say(wordFor(it.outcome), plain(it.relay.removePrefix("wss://"))) },
    )
}

private fun wordFor(outcome: PublicationOutcome): Int =
    when (outcome) {
        PublicationOutcome.WAITING -> R.string.relay_waiting
        PublicationOutcome.ACCEPTED -> R.string.relay_accepted
        PublicationOutcome.REJECTED, PublicationOutcome.OVER_LIMIT -> R.string.relay_rejected
        PublicationOutcome.UNREACHABLE, PublicationOutcome.FORBIDDEN -> R.string.relay_unreachable
    }
