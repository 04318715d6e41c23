package app.knock.platform.phone

import android.content.Context
import android.content.Intent
import android.os.PowerManager
import android.provider.Settings
import app.knock.platform.service

/**
 * Whether Android may put the app to sleep. It does so to every app that the user has not excepted: the service is kept,
 * but a phone at rest gives it the network now and then only, and knocks come late.
 *
 * The user makes the exception in the system's list. Asking for it by a dialog of our own would take a permission that is
 * not worth it.
 */
object BatteryAdvice {
    fun isFree(context: Context) = context.service<PowerManager>().isIgnoringBatteryOptimizations(context.packageName)

    fun settings() = Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS)
}
