package app.knock.screens.notifications

import app.knock.R
import app.knock.core.Preferences
import app.knock.core.Settings
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.Phone
import app.knock.phone.Push
import app.knock.screens.Ask
import app.knock.screens.CoreSettingsPresenter
import app.knock.text.plain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

/** How a knock is heard, and what it costs the battery. */
class NotificationsPresenter(
    preferences: Preferences,
    private val device: DeviceSettings,
    private val phone: Phone,
    private val push: Push,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : CoreSettingsPresenter<NotificationsState, NotificationsEvent>(
        NotificationsState(
            listensInBackground = device.values.value.listenInBackground,
            allowances = phone.allowances(),
            distributors = push.distributors(),
        ),
        preferences,
        scope,
    ) {
    init {
        load()
        scope.launch { push.state.collect { now -> show { it.copy(push = now) } } }
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
            NotificationsEvent.Seen ->
                show { it.copy(allowances = phone.allowances(), distributors = push.distributors()) }
            is NotificationsEvent.SetPush -> if (event.isOn) askDistributor() else push.turnOff()
            is NotificationsEvent.UseDistributor -> push.turnOn(event.id)
            NotificationsEvent.CopyEndpoint -> copyEndpoint()
            NotificationsEvent.Back -> navigator.back()
        }
    }

    private fun askDistributor() {
        val options = state.value.distributors.map { Ask.Option(plain(it.name), NotificationsEvent.UseDistributor(it.id)) }
        ask(Ask.Choose(say(R.string.push_choose), options))
    }

    private fun copyEndpoint() {
        phone.copy(state.value.push.endpoint ?: return)
        tell(say(R.string.copied))
    }

    private fun setListens(listens: Boolean) {
        device.set(device.values.value.copy(listenInBackground = listens))
        show { it.copy(listensInBackground = listens) }
    }
}
