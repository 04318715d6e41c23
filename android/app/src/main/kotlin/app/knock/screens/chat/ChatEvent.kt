package app.knock.screens.chat

import app.knock.core.ChatMessage

/** What can be done in a chat. */
sealed interface ChatEvent {
    class Typed(
        val text: String,
    ) : ChatEvent

    data object Send : ChatEvent

    /** The user has agreed to this price for this message. */
    class SendFor(
        val msat: ULong,
    ) : ChatEvent

    class Reply(
        val message: ChatMessage,
    ) : ChatEvent

    class Edit(
        val message: ChatMessage,
    ) : ChatEvent

    /** Neither answers nor edits any more. */
    data object LetGo : ChatEvent

    /** The same emoji again takes it back. */
    class React(
        val message: ChatMessage,
        val emoji: String,
    ) : ChatEvent

    class Copy(
        val message: ChatMessage,
    ) : ChatEvent

    class AskUnsend(
        val message: ChatMessage,
    ) : ChatEvent

    class Unsend(
        val message: ChatMessage,
    ) : ChatEvent

    class AskDelete(
        val message: ChatMessage,
    ) : ChatEvent

    class Delete(
        val message: ChatMessage,
    ) : ChatEvent

    class Retry(
        val message: ChatMessage,
    ) : ChatEvent

    /** Hands the invoice to another app. */
    class Pay(
        val message: ChatMessage,
    ) : ChatEvent

    /** Shows the invoice as a code, for a wallet on another phone. */
    class ShowInvoice(
        val message: ChatMessage,
    ) : ChatEvent

    class CopyInvoice(
        val message: ChatMessage,
    ) : ChatEvent

    class ConfirmPaid(
        val message: ChatMessage,
    ) : ChatEvent

    class Details(
        val message: ChatMessage,
    ) : ChatEvent

    class OpenFile(
        val message: ChatMessage,
    ) : ChatEvent

    data object Attach : ChatEvent

    /** A file as it is, with what it tells about its maker. */
    class AttachAsIs(
        val path: String,
        val name: String,
    ) : ChatEvent

    /** Stops the file that is on its way. */
    data object CancelUpload : ChatEvent

    /** Goes to a message: the one that is quoted. */
    class Jump(
        val message: Long,
    ) : ChatEvent

    data object JumpToNewest : ChatEvent

    data object LoadOlder : ChatEvent

    data object LoadNewer : ChatEvent

    data object AskTimer : ChatEvent

    class SetTimer(
        val seconds: Long?,
    ) : ChatEvent

    data object AskPrice : ChatEvent

    data object OpenDetails : ChatEvent

    data object Search : ChatEvent

    /** The chat is on the screen, or no longer: only what is seen is read. */
    class Seen(
        val isSeen: Boolean,
    ) : ChatEvent

    data object Back : ChatEvent
}
