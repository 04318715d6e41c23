package app.knock.platform

import android.content.Context
import app.knock.phone.DeviceSettings
import app.knock.phone.DeviceValues
import app.knock.phone.Theme
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow

/** The phone's own settings in the app's preferences file. Nothing secret is among them. */
class SavedDeviceSettings(
    context: Context,
) : DeviceSettings {
    private val saved = context.getSharedPreferences("device", Context.MODE_PRIVATE)
    private val now = MutableStateFlow(read())
    override val values: StateFlow<DeviceValues> = now

    override fun set(values: DeviceValues) {
        saved
            .edit()
            .putBoolean(APP_LOCK, values.appLock)
            .putInt(LOCK_AFTER, values.lockAfterSeconds)
            .putBoolean(HIDE, values.hideScreen)
            .putBoolean(LISTEN, values.listenInBackground)
            .putBoolean(BREEZ, values.usesBreez)
            .putString(THEME, values.theme.name)
            // Written now: the app may be begun anew right after.
            .commit()
        now.value = values
    }

    private fun read(): DeviceValues {
        val first = DeviceValues()
        return DeviceValues(
            appLock = saved.getBoolean(APP_LOCK, first.appLock),
            lockAfterSeconds = saved.getInt(LOCK_AFTER, first.lockAfterSeconds),
            hideScreen = saved.getBoolean(HIDE, first.hideScreen),
            listenInBackground = saved.getBoolean(LISTEN, first.listenInBackground),
            usesBreez = saved.getBoolean(BREEZ, first.usesBreez),
            theme = Theme.entries.find { it.name == saved.getString(THEME, null) } ?: first.theme,
        )
    }

    private companion object {
        const val APP_LOCK = "app_lock"
        const val LOCK_AFTER = "lock_after_seconds"
        const val HIDE = "hide_screen"
        const val LISTEN = "listen_in_background"
        const val BREEZ = "uses_breez"
        const val THEME = "theme"
    }
}
