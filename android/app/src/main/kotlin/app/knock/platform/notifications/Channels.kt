package app.knock.platform.notifications

import android.app.NotificationChannel
import android.app.NotificationManager
import android.content.Context
import app.knock.R
import app.knock.platform.service

/** One channel for each class of news, so that the system's settings can treat them apart. */
enum class Channels(
    val id: String,
    private val title: Int,
    private val importance: Int,
) {
    CONTACTS("contacts", R.string.channel_contacts, NotificationManager.IMPORTANCE_HIGH),
    REQUESTS("requests", R.string.channel_requests, NotificationManager.IMPORTANCE_DEFAULT),
    SERVICE("service", R.string.channel_service, NotificationManager.IMPORTANCE_MIN),
    ;

    companion object {
        /** Names follow the phone's language; what the user has set stays. */
        fun make(context: Context) {
            val channels =
                entries.map {
                    NotificationChannel(it.id, context.getString(it.title), it.importance).apply {
                        setShowBadge(it != SERVICE)
                    }
                }
            context.service<NotificationManager>().createNotificationChannels(channels)
        }
    }
}
