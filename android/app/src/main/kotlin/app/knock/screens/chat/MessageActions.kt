package app.knock.screens.chat

import app.knock.R
import app.knock.core.ChatMessage
import app.knock.core.SendOptions
import app.knock.screens.Ask
import app.knock.text.sats
import app.knock.text.say
import app.knock.text.sayMany
import app.knock.text.span

/** What is done with a message that is there, and with the chat as a whole. */
internal class MessageActions(
    private val stage: ChatStage,
    private val pages: ChatPages,
) {
    private val core get() = stage.core

    fun take(event: ChatEvent) {
        when (event) {
            is ChatEvent.React -> react(event.message, event.emoji)
            is ChatEvent.Copy -> copy(event.message)
            is ChatEvent.AskUnsend -> askUnsend(event.message)
            is ChatEvent.Unsend -> unsend(event.message)
            is ChatEvent.AskDelete -> askDelete(event.message)
            is ChatEvent.Delete -> change { core.chats.delete(event.message.id) }
            is ChatEvent.Retry -> change { core.sending.retryMessage(event.message.id) }
            is ChatEvent.Pay -> pay(event.message)
            is ChatEvent.ShowInvoice -> showInvoice(event.message)
            is ChatEvent.CopyInvoice -> event.message.delivery?.payUri?.let { copyText(it.substringAfter(':')) }
            is ChatEvent.ConfirmPaid -> change { event.message.delivery?.outgoingId?.let { core.sending.confirmPaid(it) } }
            is ChatEvent.Details -> details(event.message)
            ChatEvent.AskTimer -> askTimer()
            is ChatEvent.SetTimer -> change { core.conversations.setTimer(stage.peer, event.seconds) }
            else -> error("not a thing to do with a message: $event")
        }
    }

    private fun change(work: suspend () -> Unit) =
        stage.attempt {
            try {
                work()
            } finally {
                pages.refresh()
            }
        }

    private fun react(
        message: ChatMessage,
        emoji: String,
    ) = change {
        val mine = message.reactions.find { it.mine }?.content
        if (mine == emoji) {
            core.chats.withdrawReaction(message.id, SendOptions())
        } else {
            core.chats.react(message.id, emoji, SendOptions())
        }
    }

    private fun copy(message: ChatMessage) = copyText(message.text)

    private fun copyText(text: String) {
        stage.phone.copy(text)
        stage.tell(say(R.string.copied))
    }

    private fun askUnsend(message: ChatMessage) =
        stage.ask(
            Ask.Confirm(
                say(R.string.chat_unsend_title),
                say(R.string.chat_unsend_text),
                say(R.string.chat_unsend),
                ChatEvent.Unsend(message),
                isGrave = true,
            ),
        )

    private fun unsend(message: ChatMessage) =
        change {
            val relays = core.sending.unsend(message.id)
            val refused = relays.count { !it.accepted }
            if (refused > 0) stage.tell(sayMany(R.plurals.chat_unsend_refused, refused.toLong()))
        }

    private fun askDelete(message: ChatMessage) =
        stage.ask(
            Ask.Confirm(
                say(R.string.chat_delete_title),
                say(R.string.chat_delete_text),
                say(R.string.delete),
                ChatEvent.Delete(message),
                isGrave = true,
            ),
        )

    /** Another app pays; what came of it, only the user can say. */
    private fun pay(message: ChatMessage) {
        val delivery = message.delivery ?: return
        val uri = delivery.payUri ?: return
        if (stage.phone.open(uri)) {
            stage.ask(
                Ask.Confirm(
                    say(R.string.chat_paid_title),
                    say(R.string.chat_paid_text),
                    say(R.string.chat_paid_yes),
                    ChatEvent.ConfirmPaid(message),
                ),
            )
        } else {
            stage.phone.copy(uri)
            stage.tell(say(R.string.chat_no_wallet_app))
        }
    }

    private fun showInvoice(message: ChatMessage) {
        val uri = message.delivery?.payUri ?: return
        stage.ask(
            Ask.ShowCode(
                say(R.string.chat_invoice_title, sats(message.delivery.amountMsat ?: 0uL)),
                // Capitals make a code of fewer squares, and mean the same in an invoice.
                core.codes.picture(uri.uppercase(), INVOICE_SCALE),
                say(R.string.chat_invoice_text),
                Ask.Option(say(R.string.chat_invoice_copy), ChatEvent.CopyInvoice(message)),
            ),
        )
    }

    private fun details(message: ChatMessage) =
        stage.attempt {
            val publications = if (message.mine) core.sending.publications(message.id) else emptyList()
            stage.ask(Ask.Tell(say(R.string.chat_details_title), messageDetails(message, publications)))
        }

    private fun askTimer() {
        val choices = core.conversations.timerChoices()
        val own = stage.state.value.conversation?.ttlSecs?.toLong()
        val options =
            listOf(Ask.Option<ChatEvent>(say(R.string.timer_default), ChatEvent.SetTimer(null))) +
                choices.map { Ask.Option<ChatEvent>(span(it), ChatEvent.SetTimer(it)) }
        stage.ask(Ask.Choose(say(R.string.timer_title), options, chosen = own?.let { choices.indexOf(it) + 1 } ?: 0))
    }

    private companion object {
        const val INVOICE_SCALE = 8
    }
}
