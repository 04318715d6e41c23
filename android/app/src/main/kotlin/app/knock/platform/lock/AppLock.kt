package app.knock.platform.lock

import android.os.SystemClock
import app.knock.phone.DeviceValues
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow

/**
 * Whether the window asks for the owner before it shows anything. It guards what is seen; knocks are taken all the
 * while, so the home stays open behind it.
 */
class AppLock(
    private val values: StateFlow<DeviceValues>,
    private val now: () -> Long = SystemClock::elapsedRealtime,
    private val hasLock: () -> Boolean,
) {
    private val locked = MutableStateFlow(true)
    val isLocked: StateFlow<Boolean> = locked
    private var leftAt: Long? = null

    /** The window is shown: was it away for too long? A new process always asks. */
    fun onShown() {
        val away = leftAt?.let { now() - it }
        leftAt = null
        if (away != null && away >= values.value.lockAfterSeconds * 1000L) locked.value = true
        // A phone that has lost its own lock has nothing to ask with, and would shut its owner out.
        if (!values.value.appLock || !hasLock()) locked.value = false
    }

    fun onHidden() {
        leftAt = now()
    }

    fun open() {
        locked.value = false
    }
}
