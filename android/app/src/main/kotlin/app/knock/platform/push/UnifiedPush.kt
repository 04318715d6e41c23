package app.knock.platform.push

import android.app.PendingIntent
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import app.knock.phone.Distributor
import app.knock.phone.Push
import app.knock.phone.PushState
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import java.util.UUID

/** UnifiedPush's side of the app, by its broadcasts: no library, no server of ours, and none that is named here. */
class UnifiedPush(
    private val context: Context,
) : Push {
    private val saved = context.getSharedPreferences("push", Context.MODE_PRIVATE)
    private val now = MutableStateFlow(PushState(saved.getString(DISTRIBUTOR, null), saved.getString(ENDPOINT, null)))
    override val state: StateFlow<PushState> = now

    override fun distributors(): List<Distributor> {
        val packages = context.packageManager
        return packages
            .queryBroadcastReceivers(Intent(REGISTER), 0)
            .map { Distributor(it.activityInfo.packageName, it.loadLabel(packages).toString()) }
            .distinctBy { it.id }
    }

    override fun turnOn(distributor: String) {
        val token = UUID.randomUUID().toString()
        remember(distributor, token, endpoint = null)
        open(true)
        ask(distributor, REGISTER, token)
    }

    override fun turnOff() {
        val distributor = now.value.distributor
        val token = saved.getString(TOKEN, null)
        forget()
        if (distributor != null && token != null) ask(distributor, UNREGISTER, token)
    }

    /** What a distributor tells. Whoever does not know the token is none. */
    fun heard(
        intent: Intent,
        wake: () -> Unit,
    ) {
        val token = saved.getString(TOKEN, null) ?: return
        if (intent.getStringExtra("token") != token) return
        when (intent.action) {
            NEW_ENDPOINT -> remember(now.value.distributor, token, intent.getStringExtra("endpoint"))
            MESSAGE -> {
                intent.getStringExtra("id")?.let { acknowledge(token, it) }
                wake()
            }
            UNREGISTERED, REGISTRATION_FAILED -> forget()
        }
    }

    private fun ask(
        distributor: String,
        action: String,
        token: String,
    ) = context.sendBroadcast(
        Intent(action)
            .setPackage(distributor)
            .putExtra("token", token)
            // Who asks: by name in the older version of the protocol, by an intent that only we can make in the newer.
            .putExtra("application", context.packageName)
            .putExtra("pi", PendingIntent.getBroadcast(context, 0, Intent(), PendingIntent.FLAG_IMMUTABLE)),
    )

    private fun acknowledge(
        token: String,
        id: String,
    ) {
        val distributor = now.value.distributor ?: return
        context.sendBroadcast(Intent(MESSAGE_ACK).setPackage(distributor).putExtra("token", token).putExtra("id", id))
    }

    private fun remember(
        distributor: String?,
        token: String,
        endpoint: String?,
    ) {
        saved
            .edit()
            .putString(DISTRIBUTOR, distributor)
            .putString(TOKEN, token)
            .putString(ENDPOINT, endpoint)
            .apply()
        now.value = PushState(distributor, endpoint)
    }

    private fun forget() {
        saved.edit().clear().apply()
        now.value = PushState()
        open(false)
    }

    /** The one receiver that other apps reach is closed until the user wants to be woken. */
    private fun open(isOpen: Boolean) =
        context.packageManager.setComponentEnabledSetting(
            ComponentName(context, PushReceiver::class.java),
            if (isOpen) PackageManager.COMPONENT_ENABLED_STATE_ENABLED else PackageManager.COMPONENT_ENABLED_STATE_DISABLED,
            PackageManager.DONT_KILL_APP,
        )

    companion object {
        private const val DISTRIBUTOR = "distributor"
        private const val TOKEN = "token"
        private const val ENDPOINT = "endpoint"
        private const val ASKED = "org.unifiedpush.android.distributor"
        private const val TOLD = "org.unifiedpush.android.connector"
        const val REGISTER = "$ASKED.REGISTER"
        const val UNREGISTER = "$ASKED.UNREGISTER"
        const val MESSAGE_ACK = "$ASKED.MESSAGE_ACK"
        const val NEW_ENDPOINT = "$TOLD.NEW_ENDPOINT"
        const val MESSAGE = "$TOLD.MESSAGE"
        const val UNREGISTERED = "$TOLD.UNREGISTERED"
        const val REGISTRATION_FAILED = "$TOLD.REGISTRATION_FAILED"
    }
}
