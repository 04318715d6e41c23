package app.knock.screens.notifications

import app.knock.R
import app.knock.phone.Allowance
import app.knock.phone.Allowances
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.say

data class NotificationsState(
    val previews: Boolean = true,
    val listensInBackground: Boolean = true,
    val allowances: Allowances,
) : FormState<NotificationsEvent> {
    override val title get() = say(R.string.notifications_title)
    override val back get() = NotificationsEvent.Back

    override fun rows(): List<Row<NotificationsEvent>> =
        buildList {
            if (!allowances.notifications) {
                add(
                    Row.Item(
                        say(R.string.notifications_off_title),
                        say(R.string.notifications_off_summary),
                        NotificationsEvent.AskFor(Allowance.NOTIFICATIONS),
                        isGrave = true,
                    ),
                )
            }
            add(
                Row.Toggle(say(R.string.previews_title), say(R.string.previews_summary), previews) {
                    NotificationsEvent.SetPreviews(it)
                },
            )
            add(
                Row.Toggle(say(R.string.background_title), say(R.string.background_summary), listensInBackground) {
                    NotificationsEvent.SetListens(it)
                },
            )
            if (!allowances.background) {
                add(
                    Row.Item(
                        say(R.string.battery_title),
                        say(R.string.battery_summary),
                        NotificationsEvent.AskFor(Allowance.BACKGROUND),
                        isEnabled = listensInBackground,
                    ),
                )
            }
            add(Row.Note(say(R.string.background_note)))
        }
}

sealed interface NotificationsEvent {
    class SetPreviews(
        val shows: Boolean,
    ) : NotificationsEvent

    class SetListens(
        val listens: Boolean,
    ) : NotificationsEvent

    class AskFor(
        val allowance: Allowance,
    ) : NotificationsEvent

    /** The screen is seen again, perhaps after something was allowed. */
    data object Seen : NotificationsEvent

    data object Back : NotificationsEvent
}
