package app.knock.screens.lock

import app.knock.R
import app.knock.phone.DeviceValues
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.say
import app.knock.text.span

data class LockState(
    val values: DeviceValues,
    /** The phone has a PIN, pattern, password or fingerprint. */
    val phoneHasLock: Boolean,
) : FormState<LockEvent> {
    override val title get() = say(R.string.lock_title)
    override val back get() = LockEvent.Back

    override fun rows() =
        listOf(
            Row.Toggle(
                say(R.string.lock_app_title),
                say(if (phoneHasLock) R.string.lock_app_summary else R.string.lock_app_none),
                values.appLock,
                isEnabled = phoneHasLock,
            ) { LockEvent.SetLock(it) },
            Row.Item(
                say(R.string.lock_after_title),
                afterWords(values.lockAfterSeconds),
                LockEvent.AskAfter,
                isEnabled = values.appLock,
            ),
            Row.Toggle(say(R.string.hide_title), say(R.string.hide_summary), values.hideScreen) { LockEvent.SetHides(it) },
            Row.Note(say(R.string.lock_note)),
        )
}

internal fun afterWords(seconds: Int) = if (seconds == 0) say(R.string.lock_at_once) else span(seconds.toLong())

sealed interface LockEvent {
    class SetLock(
        val locks: Boolean,
    ) : LockEvent

    class SetHides(
        val hides: Boolean,
    ) : LockEvent

    data object AskAfter : LockEvent

    class SetAfter(
        val seconds: Int,
    ) : LockEvent

    data object Back : LockEvent
}
