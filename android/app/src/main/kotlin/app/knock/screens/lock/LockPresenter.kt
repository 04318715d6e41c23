package app.knock.screens.lock

import app.knock.R
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.DeviceValues
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

private val delays = listOf(0, 60, 300, 3600)

/** Who else may look into this phone. */
class LockPresenter(
    private val device: DeviceSettings,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<LockState, LockEvent>(LockState(device.values.value, phone.hasLock()), scope) {
    override fun onEvent(event: LockEvent) {
        when (event) {
            is LockEvent.SetLock -> setLock(event.locks)
            is LockEvent.SetHides -> change { it.copy(hideScreen = event.hides) }
            LockEvent.AskAfter -> askAfter()
            is LockEvent.SetAfter -> change { it.copy(lockAfterSeconds = event.seconds) }
            LockEvent.Back -> navigator.back()
        }
    }

    /** Only the owner turns it on or off: nobody is locked out, and nobody else opens. */
    private fun setLock(locks: Boolean) {
        attempt {
            if (phone.confirmOwner()) change { it.copy(appLock = locks) } else show { it.copy(values = device.values.value) }
        }
    }

    private fun askAfter() {
        val options = delays.map { Ask.Option(afterWords(it), LockEvent.SetAfter(it)) }
        ask(Ask.Choose(say(R.string.lock_after_title), options, delays.indexOf(state.value.values.lockAfterSeconds)))
    }

    private fun change(edit: (DeviceValues) -> DeviceValues) {
        val after = edit(device.values.value)
        device.set(after)
        show { it.copy(values = after) }
    }
}
