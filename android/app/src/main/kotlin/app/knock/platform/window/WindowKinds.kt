package app.knock.platform.window

import android.app.Activity
import android.os.Build
import android.view.View
import android.view.WindowManager
import app.knock.phone.DeviceValues
import app.knock.platform.NewerAndroid

/** Our own colours go behind the system's bars (edge to edge), as they do on Android 15 by itself. */
fun Activity.layOutBehindBars() {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        fitNothing(this)
    } else {
        @Suppress("DEPRECATION")
        window.decorView.systemUiVisibility = window.decorView.systemUiVisibility or
            View.SYSTEM_UI_FLAG_LAYOUT_STABLE or
            View.SYSTEM_UI_FLAG_LAYOUT_FULLSCREEN or
            View.SYSTEM_UI_FLAG_LAYOUT_HIDE_NAVIGATION
    }
}

@NewerAndroid
private fun fitNothing(activity: Activity) = activity.window.setDecorFitsSystemWindows(false)

/**
 * No screenshots, no casting, and a blank card among the recent apps, where the user wants that. An app that locks itself
 * shows no card either; before Android 13 that cannot be had without forbidding screenshots too.
 */
fun Activity.hideFromOthers(values: DeviceValues) {
    val secure = WindowManager.LayoutParams.FLAG_SECURE
    if (values.hideScreen) window.addFlags(secure) else window.clearFlags(secure)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) showAmongRecents(this, !values.appLock)
}

@NewerAndroid
private fun showAmongRecents(
    activity: Activity,
    show: Boolean,
) = activity.setRecentsScreenshotEnabled(show)
