package app.knock.platform.notifications

import android.app.RemoteInput
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import app.knock.R
import app.knock.core.Chats
import app.knock.core.CoreException
import app.knock.core.DeliveryStage
import app.knock.core.SendOptions
import app.knock.platform.KnockApplication
import app.knock.platform.knock
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

/** An answer typed in the shade, or "mark as read". Reached from our own notifications only. */
class AnswerReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) {
        val peer = intent.data?.schemeSpecificPart ?: return
        val text = RemoteInput.getResultsFromIntent(intent)?.getCharSequence(TEXT)?.toString()?.trim()
        val app = context.knock
        val done = goAsync()
        app.scope.launch {
            try {
                if (!app.opening.opened()) return@launch
                when (intent.action) {
                    READ -> app.core.chats.markRead(peer)
                    REPLY -> if (!text.isNullOrEmpty()) answer(app, peer, text)
                }
            } catch (_: CoreException) {
                // Nothing was changed; the notification stays as it is.
            } finally {
                done.finish()
            }
        }
    }

    private suspend fun answer(
        app: KnockApplication,
        peer: String,
        text: String,
    ) {
        app.notifier.showAnswer(peer, text)
        // Whoever listens sends what is in the outbox; nobody may be listening now.
        app.listening.hold(this)
        try {
            val outgoing = app.core.sending.enqueue(peer, text, SendOptions())
            app.core.chats.markRead(peer)
            whyNot(app.core.chats, outgoing.messageId)?.let { Shade(app).showNotSent(peer, app.core.people.nameOf(peer), it) }
        } catch (_: CoreException) {
            Shade(app).showNotSent(peer, app.core.people.nameOf(peer), R.string.notify_not_sent)
        } finally {
            app.listening.release(this)
        }
    }

    /** Waits for what becomes of it, as long as Android lets a receiver run. What takes longer goes on by itself. */
    private suspend fun whyNot(
        chats: Chats,
        messageId: Long,
    ): Int? {
        repeat(LOOKS) {
            when (chats.message(messageId).delivery?.stage) {
                // Without a linked wallet the user pays with another app, from the chat.
                DeliveryStage.AWAITING_USER -> return R.string.notify_pay_by_hand
                DeliveryStage.FAILED -> return R.string.notify_not_sent
                DeliveryStage.PAID, DeliveryStage.SEEN -> return null
                else -> delay(PAUSE)
            }
        }
        return null
    }

    companion object {
        const val REPLY = "app.knock.REPLY"
        const val READ = "app.knock.READ"
        const val TEXT = "text"
        private const val PAUSE = 300L
        private const val LOOKS = 25
    }
}
