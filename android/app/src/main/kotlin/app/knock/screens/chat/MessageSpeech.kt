package app.knock.screens.chat

import android.content.Context
import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.Delivery
import app.knock.screens.stateWord
import app.knock.screens.summary
import app.knock.text.Phrase
import app.knock.text.Times
import app.knock.text.failurePhrase
import app.knock.text.say
import app.knock.widgets.words

/** A bubble for ears: everything that eyes see. */
internal fun spokenMessage(
    context: Context,
    message: ChatMessage,
    times: Times,
): String =
    listOfNotNull(
        context.getString(R.string.spoken_you).takeIf { message.mine },
        message.quoted?.message?.let { context.getString(R.string.spoken_answers, context.words(summary(it))) },
        context.words(summary(message)),
        context.getString(R.string.chat_edited).takeIf { message.editedAt != null },
        times.clock(message.sentAt.toLong()),
        message.delivery?.let { context.getString(stateWord(it.stage)) },
        problemOf(message.delivery)?.let { context.words(it) },
        message.reactions.takeIf { it.isNotEmpty() }?.let { all ->
            context.getString(R.string.spoken_reactions, all.joinToString(" ") { it.content })
        },
    ).joinToString(", ")

/** What keeps a message from arriving, where something does. */
internal fun problemOf(delivery: Delivery?): Phrase? {
    val kind = problemKind(delivery) ?: return null
    return if (delivery?.retryAt != null) say(R.string.chat_will_retry, failurePhrase(kind)) else failurePhrase(kind)
}
