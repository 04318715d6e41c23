package app.knock.platform.phone

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import android.provider.Settings
import app.knock.platform.NewerAndroid

/** The permission to show notifications, which the user is asked for since Android 13. */
object NotificationPermission {
    const val CODE = 0x8001
    private const val NAME = "android.permission.POST_NOTIFICATIONS"

    /** Asks the user, once; false where Android would not ask (again), and the settings are the way. */
    fun ask(activity: Activity?): Boolean {
        if (activity == null || Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return false
        return askSinceThirteen(activity)
    }

    @NewerAndroid
    private fun askSinceThirteen(activity: Activity): Boolean {
        if (activity.checkSelfPermission(NAME) == PackageManager.PERMISSION_GRANTED) return false
        val asked = activity.getSharedPreferences("asked", Context.MODE_PRIVATE)
        // After a "no" Android asks once more, and then never again.
        if (asked.getBoolean(NAME, false) && !activity.shouldShowRequestPermissionRationale(NAME)) return false
        asked.edit().putBoolean(NAME, true).apply()
        activity.requestPermissions(arrayOf(NAME), CODE)
        return true
    }

    fun wasAsked(context: Context) = context.getSharedPreferences("asked", Context.MODE_PRIVATE).getBoolean(NAME, false)

    fun settings(context: Context): Intent =
        Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, context.packageName)
}
