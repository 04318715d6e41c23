package app.knock.platform.notifications

import android.app.Notification
import android.app.NotificationManager
import android.content.Context
import app.knock.R
import app.knock.platform.service

/** The notification shade: what we put there and take away again. */
class Shade(
    private val context: Context,
) {
    private val manager = context.service<NotificationManager>()
    private val intents = ShadeIntents(context)

    fun showChat(
        chat: Chat,
        alert: Boolean,
    ) {
        val notification =
            builder(Channels.CONTACTS)
                .setCategory(Notification.CATEGORY_MESSAGE)
                .setStyle(style(chat))
                .setContentIntent(intents.openChat(chat.peer))
                .setPublicVersion(unseen(Channels.CONTACTS, chat.lines.count { !it.mine }))
                .setOnlyAlertOnce(!alert)
                .setWhen(chat.lines.maxOf { it.at })
                .setShowWhen(true)
                .setGroup(GROUP)
                .addAction(intents.reply(chat.peer))
                .addAction(intents.markRead(chat.peer))
                .build()
        manager.notify(CHAT + chat.peer, MESSAGES, notification)
        summarize()
    }

    fun showReaction(
        peer: String,
        name: String,
        content: String?,
    ) {
        val text =
            content?.let {
                context.getString(R.string.notify_reaction, shown(it))
            } ?: context.getString(R.string.notify_reaction_hidden)
        val notification =
            builder(Channels.CONTACTS)
                .setCategory(Notification.CATEGORY_MESSAGE)
                .setContentTitle(name)
                .setContentText(text)
                .setContentIntent(intents.openChat(peer))
                .setPublicVersion(unseen(Channels.CONTACTS, 1))
                .build()
        manager.notify(REACTION + peer, MESSAGES, notification)
    }

    fun showRequest(
        id: String,
        sender: String,
    ) {
        val notification =
            builder(Channels.REQUESTS)
                .setCategory(Notification.CATEGORY_MESSAGE)
                .setContentTitle(context.getString(R.string.notify_request))
                .setContentText(context.getString(R.string.notify_request_from, sender))
                .setContentIntent(intents.openRequests())
                .setPublicVersion(builder(Channels.REQUESTS).setContentTitle(context.getString(R.string.notify_request)).build())
                .setOnlyAlertOnce(true)
                .build()
        manager.notify(REQUEST + id, MESSAGES, notification)
    }

    /** An answer from the shade did not go out; it is in the chat. */
    fun showNotSent(
        peer: String,
        name: String,
        why: Int,
    ) {
        val notification =
            builder(Channels.CONTACTS)
                .setCategory(Notification.CATEGORY_ERROR)
                .setContentTitle(name)
                .setContentText(context.getString(why))
                .setContentIntent(intents.openChat(peer))
                .build()
        manager.notify(UNSENT + peer, MESSAGES, notification)
    }

    /** What was read. */
    fun removeChat(peer: String) {
        manager.cancel(CHAT + peer, MESSAGES)
        summarize(except = peer)
    }

    /** Everything about a chat that the user looks at. */
    fun removeAllOf(peer: String) {
        removeChat(peer)
        manager.cancel(REACTION + peer, MESSAGES)
        manager.cancel(UNSENT + peer, MESSAGES)
    }

    fun removeRequests() = tags(REQUEST).forEach { manager.cancel(REQUEST + it, MESSAGES) }

    /** Whose messages are shown; also those that a process before this one has put there. */
    fun chatsShown(): Set<String> = tags(CHAT)

    fun ofService(): Notification =
        builder(Channels.SERVICE)
            .setCategory(Notification.CATEGORY_SERVICE)
            .setContentTitle(context.getString(R.string.notify_listening))
            .setContentText(context.getString(R.string.notify_listening_why))
            .setContentIntent(intents.openApp())
            .setOngoing(true)
            .build()

    /** Several chats stand under one line; it goes with the last of them. */
    private fun summarize(except: String? = null) {
        val chats = chatsShown().count { it != except }
        if (chats < 2) return manager.cancel(SUMMARY)
        val notification =
            builder(Channels.CONTACTS)
                .setContentTitle(context.resources.getQuantityString(R.plurals.notify_chats, chats, chats))
                .setContentIntent(intents.openApp())
                .setGroup(GROUP)
                .setGroupSummary(true)
                // The chats themselves make the sound.
                .setGroupAlertBehavior(Notification.GROUP_ALERT_CHILDREN)
                .build()
        manager.notify(SUMMARY, notification)
    }

    // The calls that take a Person exist since Android 9 only, and show the same.
    @Suppress("DEPRECATION")
    private fun style(chat: Chat): Notification.Style {
        val style = Notification.MessagingStyle(context.getString(R.string.notify_me))
        for (line in chat.lines) {
            style.addMessage(line.text ?: newMessages(1), line.at, if (line.mine) null else chat.name)
        }
        return style
    }

    /** For a locked screen, where the user lets nothing be read. */
    private fun unseen(
        channel: Channels,
        messages: Int,
    ) = builder(channel).setContentTitle(newMessages(messages.coerceAtLeast(1))).build()

    private fun newMessages(count: Int) = context.resources.getQuantityString(R.plurals.notify_new_messages, count, count)

    private fun builder(channel: Channels) =
        Notification
            .Builder(context, channel.id)
            .setSmallIcon(R.drawable.ic_notification)
            .setColor(context.getColor(R.color.ic_launcher_background))
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setAutoCancel(true)

    private fun tags(kind: String) =
        manager.activeNotifications
            .mapNotNull { it.tag }
            .filter { it.startsWith(kind) }
            .map { it.removePrefix(kind) }
            .toSet()

    companion object {
        const val SERVICE = 1
        private const val SUMMARY = 2
        private const val MESSAGES = 3
        private const val GROUP = "messages"
        private const val CHAT = "chat:"
        private const val REACTION = "reaction:"
        private const val UNSENT = "unsent:"
        private const val REQUEST = "request:"

        /** NIP-25 has `+` and `-` for people without pictures. */
        private fun shown(reaction: String) =
            when (reaction) {
                "+", "" -> "👍"
                "-" -> "👎"
                else -> reaction
            }
    }
}
