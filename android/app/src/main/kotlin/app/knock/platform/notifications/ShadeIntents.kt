package app.knock.platform.notifications

import android.app.Notification
import android.app.PendingIntent
import android.app.RemoteInput
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import android.net.Uri
import android.os.Build
import app.knock.R
import app.knock.platform.MainActivity
import app.knock.platform.NewerAndroid

/** What a touch in the shade leads to. Each has an address of its own, or Android would take one for the other. */
internal class ShadeIntents(
    private val context: Context,
) {
    fun openApp(): PendingIntent = activity(Intent(context, MainActivity::class.java))

    fun openChat(peer: String): PendingIntent = activity(MainActivity.openChat(context, peer))

    fun openRequests(): PendingIntent = activity(MainActivity.openRequests(context))

    fun reply(peer: String): Notification.Action {
        val label = context.getString(R.string.notify_reply)
        // The system fills in what was typed, so this one may be changed.
        val intent = broadcast(peer, AnswerReceiver.REPLY, mutable())
        val action =
            Notification.Action
                .Builder(icon(), label, intent)
                .addRemoteInput(RemoteInput.Builder(AnswerReceiver.TEXT).setLabel(label).build())
                .setAllowGeneratedReplies(false)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) forOwnerOnly(action)
        return action.build()
    }

    fun markRead(peer: String): Notification.Action {
        val intent = broadcast(peer, AnswerReceiver.READ, PendingIntent.FLAG_IMMUTABLE)
        return Notification.Action.Builder(icon(), context.getString(R.string.notify_mark_read), intent).build()
    }

    /** An answer costs money: not from a locked screen. */
    @NewerAndroid
    private fun forOwnerOnly(action: Notification.Action.Builder) = action.setAuthenticationRequired(true)

    private fun activity(intent: Intent) =
        PendingIntent.getActivity(context, 0, intent, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT)

    private fun broadcast(
        peer: String,
        action: String,
        flag: Int,
    ): PendingIntent {
        val intent = Intent(context, AnswerReceiver::class.java).setAction(action).setData(Uri.fromParts("knock", peer, null))
        return PendingIntent.getBroadcast(context, 0, intent, flag or PendingIntent.FLAG_UPDATE_CURRENT)
    }

    private fun mutable() = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) PendingIntent.FLAG_MUTABLE else 0

    private fun icon() = Icon.createWithResource(context, R.drawable.ic_notification)
}
