package app.knock.platform.push

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import app.knock.platform.knock
import app.knock.platform.listening.CatchUpJob

/** Where a UnifiedPush distributor reaches the app. A ring starts the job that looks for knocks, and says nothing else. */
class PushReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) = context.knock.push.heard(intent) { CatchUpJob.soon(context) }
}
