package app.knock.screens.chat

import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.CoreException
import app.knock.core.NewestPage
import app.knock.core.Outgoing
import app.knock.core.SendOptions
import app.knock.screens.Ask
import app.knock.text.phrase
import app.knock.text.sats
import app.knock.text.say
import app.knock.text.sayMany
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * Writing and sending. What is typed is kept as a draft until the message is in the outbox: a kill at any instant
 * leaves the one or the other.
 */
internal class Composer(
    private val stage: ChatStage,
    private val pages: ChatPages,
    /** Goes on when the screen is left. */
    private val lasting: CoroutineScope,
) {
    private val core get() = stage.core
    private val compose get() = stage.state.value.compose

    /** What was being written when an edit began; it comes back afterwards. */
    private var aside = Compose()

    /** Drafts are stored one after another, so that an older one never comes last. */
    private val writing = Mutex()

    suspend fun takeDraft() {
        val draft =
            try {
                core.conversations.with(stage.peer)?.draft ?: return
            } catch (_: CoreException) {
                return // What is wrong, the chat itself tells.
            }
        val newest = core.chats.page(stage.peer, NewestPage, 1).messages.lastOrNull()
        if (newest != null && newest.mine && newest.text == draft.text) {
            // It was sent, and the process ended before the draft could go.
            return saveDraft("", null)
        }
        val replyTo =
            draft.replyTo?.let { id ->
                core.chats.page(stage.peer, NewestPage, LOOK_BACK).messages.find {
                    it.rumorId ==
                        id
                }
            }
        stage.show { it.copy(compose = Compose(draft.text, replyTo)) }
        countParts()
    }

    fun typed(text: String) {
        if (text == compose.text) return
        stage.show { it.copy(compose = it.compose.copy(text = text)) }
        keepDraft()
        countParts()
    }

    fun reply(to: ChatMessage) {
        stage.show { it.copy(compose = (if (it.compose.editing != null) aside else it.compose).copy(replyTo = to)) }
        keepDraft()
    }

    fun edit(message: ChatMessage) {
        if (compose.editing == null) aside = compose
        stage.show { it.copy(compose = Compose(message.text, editing = message)) }
    }

    fun letGo() {
        stage.show { it.copy(compose = if (it.compose.editing != null) aside else it.compose.copy(replyTo = null)) }
        keepDraft()
    }

    /** Sends what is written, at the price that was shown or agreed to. */
    fun send(agreedMsat: ULong? = null) {
        val now = compose
        if (!now.canSend) return
        val price = stage.state.value.price
        if (agreedMsat == null && now.parts > 1) return askForParts(now.parts, price)
        if (agreedMsat == null && price is Price.Known && price.isOverLimit) return askForPrice(price)
        val options = SendOptions(maxMsat = agreedMsat)
        stage.show { it.copy(compose = if (now.editing != null) aside else Compose(), highlighted = null) }
        lasting.launch { carry(now, options) }
    }

    /** The text is in the field, in the draft or in the outbox, at each point of this. */
    private suspend fun carry(
        sent: Compose,
        options: SendOptions,
    ) {
        val before = newestId()
        try {
            if (sent.editing == null) pages.goToNewest()
            post(sent, options)
        } catch (error: CoreException) {
            val isStored = isStored(sent, before)
            if (!isStored) giveBack(sent)
            // A message in the outbox tells in its bubble what is wrong; an edit has none.
            if (!isStored || sent.editing != null) stage.tell(error.phrase())
            if (!isStored) return
        }
        forgetDraft()
    }

    private fun giveBack(sent: Compose) {
        if (sent.editing != null) {
            aside = compose
            stage.show { it.copy(compose = sent) }
        } else {
            stage.show { it.copy(compose = sent.copy(text = joined(sent.text, it.compose.text))) }
        }
    }

    private suspend fun post(
        sent: Compose,
        options: SendOptions,
    ) {
        when {
            sent.editing != null -> core.chats.edit(sent.editing.id, sent.text, options)
            sent.replyTo != null -> core.chats.reply(sent.replyTo.id, sent.text, options)
            sent.parts > 1 -> core.sending.sendInParts(stage.peer, sent.text, options)
            core.preferences.settings().lineWindowSecs > 0uL -> core.sending.enqueueLine(stage.peer, sent.text, options)
            else -> stored(core.sending.enqueue(stage.peer, sent.text, options))
        }
    }

    /** It is in the outbox: the draft can go while the knock is on its way. */
    private suspend fun stored(row: Outgoing) {
        forgetDraft()
        core.sending.retryMessage(row.messageId)
    }

    private suspend fun newestId(): Long =
        try {
            core.chats.page(stage.peer, NewestPage, 1).messages.lastOrNull()?.id ?: 0
        } catch (_: CoreException) {
            0
        }

    private suspend fun isStored(
        sent: Compose,
        before: Long,
    ): Boolean =
        try {
            if (sent.editing != null) {
                core.chats.message(sent.editing.id).text == sent.text
            } else {
                val newest = core.chats.page(stage.peer, NewestPage, LOOK_BACK).messages
                newest.any { it.id > before && it.mine && sent.text.startsWith(it.text) }
            }
        } catch (_: CoreException) {
            false
        }

    private fun askForPrice(price: Price.Known) =
        stage.ask(
            Ask.Confirm(
                say(R.string.chat_expensive_title, sats(price.msat)),
                say(R.string.chat_expensive_text, sats(price.limitMsat)),
                say(R.string.chat_send_anyway),
                ChatEvent.SendFor(price.msat),
            ),
        )

    private fun askForParts(
        parts: Int,
        price: Price,
    ) {
        val each = (price as? Price.Known)?.msat
        val text =
            if (each == null) {
                say(R.string.chat_parts_text)
            } else {
                say(R.string.chat_parts_price, sats(each * parts.toULong()))
            }
        val agreed = each ?: (ULong.MAX_VALUE / 2u)
        stage.ask(
            Ask.Confirm(sayMany(R.plurals.chat_parts_title, parts.toLong()), text, say(R.string.send), ChatEvent.SendFor(agreed)),
        )
    }

    private fun countParts() =
        stage.attempt {
            val text = compose.text
            val parts = if (text.length < SURELY_ONE) 1 else core.sending.partsOf(stage.peer, text)
            stage.show { if (it.compose.text == text) it.copy(compose = it.compose.copy(parts = parts)) else it }
        }

    /** An edit is not kept: the message that it changes is there. */
    private fun keepDraft() {
        val now = compose
        if (now.editing != null) return
        lasting.launch { saveDraft(now.text, now.replyTo?.rumorId) }
    }

    /** What was written meanwhile stays. */
    private suspend fun forgetDraft() {
        val now = compose
        if (now.editing == null) saveDraft(now.text, now.replyTo?.rumorId)
    }

    private suspend fun saveDraft(
        text: String,
        replyTo: String?,
    ) = writing.withLock {
        try {
            core.conversations.setDraft(stage.peer, text, replyTo)
        } catch (error: CoreException) {
            stage.tell(error.phrase())
        }
    }

    private fun joined(
        first: String,
        then: String,
    ) = if (then.isEmpty()) first else "$first\n$then"

    private companion object {
        /** How far back an answered message, or one just sent, is looked for. */
        const val LOOK_BACK = 100

        /** Fewer characters than this are one knock in any script. */
        const val SURELY_ONE = 500
    }
}
