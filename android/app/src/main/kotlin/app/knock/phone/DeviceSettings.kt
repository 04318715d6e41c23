package app.knock.phone

import kotlinx.coroutines.flow.StateFlow

/** Settings of this phone alone: they are not part of a backup. The platform half keeps them. */
interface DeviceSettings {
    val values: StateFlow<DeviceValues>

    fun set(values: DeviceValues)
}

data class DeviceValues(
    /** Asks for the device credential when the app is opened. */
    val appLock: Boolean = false,
    /** Away for so many seconds before it asks again. */
    val lockAfterSeconds: Int = 60,
    /** No screenshots, and nothing in the list of recent apps. */
    val hideScreen: Boolean = false,
    /** A service holds the connection to the wallet, so that knocks are told at once. */
    val listenInBackground: Boolean = true,
    /** The home is opened with Breez, where this build has it. */
    val usesBreez: Boolean = false,
    val theme: Theme = Theme.SYSTEM,
)

enum class Theme { SYSTEM, LIGHT, DARK }
