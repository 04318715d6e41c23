package app.knock.screens.notifications

import app.knock.core.Preferences
import app.knock.core.Settings
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.Phone
import app.knock.screens.CoreSettingsPresenter
import kotlinx.coroutines.CoroutineScope

/** How a knock is heard, and what it costs the battery. */
class NotificationsPresenter(
    preferences: Preferences,
    private val device: DeviceSettings,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : CoreSettingsPresenter<NotificationsState, NotificationsEvent>(
        NotificationsState(
            listensInBackground = device.values.value.listenInBackground,
            allowances = phone.allowances(),
        ),
        preferences,
        scope,
    ) {
    init {
        load()
    }

    override fun read(
        state: NotificationsState,
        settings: Settings,
    ) = state.copy(previews = settings.previews)

    override fun onEvent(event: NotificationsEvent) {
        when (event) {
            is NotificationsEvent.SetPreviews -> change { it.copy(previews = event.shows) }
            is NotificationsEvent.SetListens -> setListens(event.listens)
            is NotificationsEvent.AskFor -> phone.ask(event.allowance)
            NotificationsEvent.Seen -> show { it.copy(allowances = phone.allowances()) }
            NotificationsEvent.Back -> navigator.back()
        }
    }

    private fun setListens(listens: Boolean) {
        device.set(device.values.value.copy(listenInBackground = listens))
        show { it.copy(listensInBackground = listens) }
    }
}
