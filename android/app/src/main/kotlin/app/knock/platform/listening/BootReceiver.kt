package app.knock.platform.listening

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import app.knock.platform.knock
import kotlinx.coroutines.launch

/** Listens again after the phone was started or the app was replaced by a newer one. */
class BootReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) {
        if (intent.action != Intent.ACTION_BOOT_COMPLETED && intent.action != Intent.ACTION_MY_PACKAGE_REPLACED) return
        val app = context.knock
        val done = goAsync()
        app.scope.launch {
            try {
                if (app.opening.opened()) app.keepListening()
            } finally {
                done.finish()
            }
        }
    }
}
