package app.knock.screens.price

import app.knock.R
import app.knock.core.Preferences
import app.knock.core.Settings
import app.knock.navigation.Navigator
import app.knock.screens.Ask
import app.knock.screens.CoreSettingsPresenter
import app.knock.text.msatOf
import app.knock.text.satsTyped
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

private val windows = listOf(0L, 5L, 15L, 30L, 60L)

/** What a knock must pay here, and may cost elsewhere. */
class PricePresenter(
    preferences: Preferences,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : CoreSettingsPresenter<PriceState, PriceEvent>(PriceState(), preferences, scope) {
    init {
        load()
    }

    override fun read(
        state: PriceState,
        settings: Settings,
    ) = PriceState(
        settings.priceMsat,
        settings.contactPriceMsat,
        settings.askForStrangers,
        settings.maxMsat,
        settings.maxFeeMsat,
        settings.lineWindowSecs.toLong(),
    )

    override fun onEvent(event: PriceEvent) {
        when (event) {
            is PriceEvent.AskAmount -> askAmount(event.which)
            is PriceEvent.SetAmount -> setAmount(event.which, event.typed)
            is PriceEvent.SetAsks -> change { it.copy(askForStrangers = event.asks) }
            PriceEvent.AskWindow -> askWindow()
            is PriceEvent.SetWindow -> change { it.copy(lineWindowSecs = event.seconds.toULong()) }
            PriceEvent.Back -> navigator.back()
        }
    }

    private fun askAmount(which: Amount) =
        ask(
            Ask.Enter(
                say(which.title),
                say(R.string.amount_hint),
                satsTyped(state.value.of(which)),
                isNumber = true,
            ) { PriceEvent.SetAmount(which, it) },
        )

    private fun askWindow() {
        val options = windows.map { Ask.Option(windowWords(it), PriceEvent.SetWindow(it)) }
        ask(Ask.Choose(say(R.string.lines_title), options, windows.indexOf(state.value.windowSeconds)))
    }

    private fun setAmount(
        which: Amount,
        typed: String,
    ) {
        val msat = msatOf(typed) ?: return tell(say(R.string.amount_invalid))
        change {
            when (which) {
                Amount.STRANGERS -> it.copy(priceMsat = msat)
                Amount.CONTACTS -> it.copy(contactPriceMsat = msat)
                Amount.MOST -> it.copy(maxMsat = msat)
                Amount.MOST_FEE -> it.copy(maxFeeMsat = msat)
            }
        }
    }
}
