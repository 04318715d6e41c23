package app.knock.platform.notifications

import app.knock.core.ChatMessage
import app.knock.core.ConversationChanged
import app.knock.core.Core
import app.knock.core.CoreEvent
import app.knock.core.CoreException
import app.knock.core.EventsMissed
import app.knock.core.KnockDelayed
import app.knock.core.KnockFailed
import app.knock.core.MessageChanged
import app.knock.core.MessageKind
import app.knock.core.MessageReceived
import app.knock.core.NewestPage
import app.knock.core.Notice
import app.knock.core.ReactionReceived
import app.knock.core.RequestWaiting

/**
 * Decides what the shade shows. The core says what is news (it knows who is muted or blocked, what was read, and whether
 * texts may be seen); the shade is made to agree with it, so that telling twice does no harm.
 */
class Notifier(
    private val core: Core,
    private val shade: Shade,
) {
    /** The chat that the user is looking at: nothing of it is told. */
    var seen: String? = null
        set(peer) {
            field = peer
            peer?.let(shade::removeAllOf)
        }

    suspend fun onEvent(event: CoreEvent) =
        unlessLocked {
            when (event) {
                is MessageReceived -> core.receiving.notice(event.message.eventId)?.let { show(it) }
                is RequestWaiting -> core.receiving.notice(event.eventId)?.let { show(it) }
                is KnockDelayed -> core.receiving.notice(event.eventId)?.let { show(it) }
                is ReactionReceived -> showReaction(event.peer, event.content)
                is MessageChanged -> refresh(core.chats.message(event.messageId).peer)
                is ConversationChanged -> refresh(event.peer)
                is KnockFailed, is EventsMissed -> refreshAll()
                else -> Unit
            }
        }

    /** Shows what came. The same once more changes nothing and makes no sound. */
    suspend fun show(notice: Notice) =
        when {
            notice.isRequest -> shade.showRequest(notice.id, notice.title)
            notice.peer == seen -> Unit
            else -> shade.showChat(chat(notice.peer) ?: onItsWay(notice), alert = true)
        }

    /** After an answer from the shade: with it among the lines, until it is on its way. */
    suspend fun showAnswer(
        peer: String,
        answer: String,
    ) = unlessLocked {
        val now = System.currentTimeMillis()
        val chat = chat(peer) ?: Chat(peer, core.people.nameOf(peer), emptyList())
        shade.showChat(chat.copy(lines = chat.lines + Chat.Line(answer, now, mine = true)), alert = false)
    }

    private suspend fun showReaction(
        peer: String,
        content: String,
    ) {
        val isMuted = (core.conversations.with(peer)?.mutedUntil ?: 0uL) > (System.currentTimeMillis() / 1000).toULong()
        if (isMuted || peer == seen) return
        shade.showReaction(peer, core.people.nameOf(peer), content.takeIf { core.preferences.settings().previews })
    }

    private suspend fun refreshAll() = shade.chatsShown().forEach { refresh(it) }

    /** Only what is shown already: what is not was seen, or wiped away by the user. */
    private suspend fun refresh(peer: String) {
        if (peer !in shade.chatsShown()) return
        val chat = chat(peer)
        if (chat == null) shade.removeChat(peer) else shade.showChat(chat, alert = false)
    }

    private suspend fun chat(peer: String): Chat? {
        val unread = core.chats.page(peer, NewestPage, LINES).messages.filter { !it.mine && !it.read }
        if (unread.isEmpty()) return null
        val previews = core.preferences.settings().previews
        return Chat(peer, core.people.nameOf(peer), unread.map { line(it, previews) })
    }

    private fun line(
        message: ChatMessage,
        previews: Boolean,
    ) = Chat.Line(
        message.text.takeIf { previews && message.kind == MessageKind.TEXT },
        message.receivedAt.toLong() * 1000,
    )

    /** A knock was heard, but its message could not be fetched yet. */
    private fun onItsWay(notice: Notice) = Chat(notice.peer, notice.title, listOf(Chat.Line(null, System.currentTimeMillis())))

    /** A home that is being locked or opened anew has nothing to tell now. */
    private suspend fun unlessLocked(work: suspend () -> Unit) =
        try {
            work()
        } catch (_: CoreException) {
        }

    private companion object {
        const val LINES = 10
    }
}
