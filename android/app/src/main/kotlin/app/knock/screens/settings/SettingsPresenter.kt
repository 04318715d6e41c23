package app.knock.screens.settings

import app.knock.R
import app.knock.core.Core
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.Theme
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** Leads to everything that can be set. */
class SettingsPresenter(
    private val core: Core,
    private val device: DeviceSettings,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<SettingsState, SettingsEvent>(
        SettingsState(theme = device.values.value.theme, version = core.codes.version()),
        scope,
    ) {
    init {
        load()
    }

    override fun onEvent(event: SettingsEvent) {
        when (event) {
            is SettingsEvent.Go -> navigator.open(event.to)
            SettingsEvent.AskTheme -> askTheme()
            is SettingsEvent.SetTheme -> setTheme(event.theme)
            SettingsEvent.Seen -> load()
            SettingsEvent.Back -> navigator.back()
        }
    }

    private fun load() {
        attempt {
            val npub = core.identity.npub()
            val wallet = core.purse.kind()
            val address = core.preferences.settings().lightningAddress
            show { it.copy(npub = npub, wallet = wallet, address = address) }
        }
    }

    private fun askTheme() {
        val options = Theme.entries.map { Ask.Option(say(it.word), SettingsEvent.SetTheme(it)) }
        ask(Ask.Choose(say(R.string.theme_title), options, state.value.theme.ordinal))
    }

    private fun setTheme(theme: Theme) {
        device.set(device.values.value.copy(theme = theme))
        show { it.copy(theme = theme) }
    }
}
