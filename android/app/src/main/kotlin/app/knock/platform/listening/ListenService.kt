package app.knock.platform.listening

import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import app.knock.platform.NewerAndroid
import app.knock.platform.knock
import app.knock.platform.notifications.Shade

/**
 * Holds the connection to the wallet while the app is not seen. Android lets an app do that only with a notification
 * that stays; there is no push service that the wallet could ring instead.
 */
class ListenService : Service() {
    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(
        intent: Intent?,
        flags: Int,
        startId: Int,
    ): Int {
        val notification = Shade(this).ofService()
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            startForegroundAsSpecialUse(notification)
        } else {
            startForeground(Shade.SERVICE, notification)
        }
        isRunning = true
        if (knock.device.values.value.listenInBackground) knock.listening.hold(this) else stopSelf()
        // Killed for memory, it comes back by itself.
        return START_STICKY
    }

    @NewerAndroid
    private fun startForegroundAsSpecialUse(notification: android.app.Notification) =
        startForeground(Shade.SERVICE, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_SPECIAL_USE)

    override fun onDestroy() {
        isRunning = false
        knock.listening.release(this)
        super.onDestroy()
    }

    companion object {
        /** Between [onStartCommand] and [onDestroy]: one that is stopped before it has shown itself takes the app down. */
        private var isRunning = false

        /** From the background Android may refuse; then [CatchUpJob] looks now and then. */
        fun start(context: Context) {
            if (isRunning) return
            try {
                context.startForegroundService(Intent(context, ListenService::class.java))
            } catch (_: IllegalStateException) {
                // ForegroundServiceStartNotAllowedException, where it exists.
            }
        }

        fun stop(context: Context) {
            if (isRunning) context.stopService(Intent(context, ListenService::class.java))
        }
    }
}
