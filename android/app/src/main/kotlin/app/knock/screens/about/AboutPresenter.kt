package app.knock.screens.about

import app.knock.core.Codes
import app.knock.navigation.Navigator
import app.knock.screens.Presenter
import kotlinx.coroutines.CoroutineScope

class AboutPresenter(
    codes: Codes,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<AboutState, AboutEvent>(AboutState(codes.version()), scope) {
    override fun onEvent(event: AboutEvent) {
        when (event) {
            AboutEvent.Back -> navigator.back()
        }
    }
}
