package app.knock.screens

import app.knock.core.Core
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.Phone
import app.knock.phone.Push
import kotlinx.coroutines.CoroutineScope

/** What presenters are made of. The application makes one and keeps it as long as its process lives. */
data class AppParts(
    val core: Core,
    val phone: Phone,
    val device: DeviceSettings,
    val push: Push,
    val navigator: Navigator,
    /** A scope on the thread that draws, a new one for each presenter. */
    val newScope: () -> CoroutineScope,
    /** For what must be finished when its screen is left. */
    val lasting: CoroutineScope,
)
