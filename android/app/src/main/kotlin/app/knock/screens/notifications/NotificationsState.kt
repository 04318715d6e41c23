package app.knock.screens.notifications

import app.knock.R
import app.knock.phone.Allowance
import app.knock.phone.Allowances
import app.knock.phone.Distributor
import app.knock.phone.PushState
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.plain
import app.knock.text.say

data class NotificationsState(
    val previews: Boolean = true,
    val listensInBackground: Boolean = true,
    val allowances: Allowances,
    /** Who on this phone could wake the app. */
    val distributors: List<Distributor> = emptyList(),
    val push: PushState = PushState(),
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
            if (distributors.isNotEmpty() || push.distributor != null) addAll(waking())
        }

    private fun waking(): List<Row<NotificationsEvent>> =
        listOfNotNull(
            Row.Header(say(R.string.push_section)),
            Row.Toggle(say(R.string.push_title), say(R.string.push_summary), push.distributor != null) {
                NotificationsEvent.SetPush(it)
            },
            push.endpoint?.let { Row.Item(say(R.string.push_endpoint), plain(it), NotificationsEvent.CopyEndpoint) },
            push.distributor?.let { Row.Note(say(R.string.push_note)) },
        )
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

    class SetPush(
        val isOn: Boolean,
    ) : NotificationsEvent

    class UseDistributor(
        val id: String,
    ) : NotificationsEvent

    data object CopyEndpoint : NotificationsEvent

    /** The screen is seen again, perhaps after something was allowed. */
    data object Seen : NotificationsEvent

    data object Back : NotificationsEvent
}
