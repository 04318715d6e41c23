package app.knock.screens.privacy

import app.knock.R
import app.knock.core.Conversations
import app.knock.core.Preferences
import app.knock.core.Settings
import app.knock.navigation.Navigator
import app.knock.screens.Ask
import app.knock.screens.CoreSettingsPresenter
import app.knock.text.say
import app.knock.text.span
import kotlinx.coroutines.CoroutineScope

private val delays = listOf(0L, 60L, 600L, 3600L)

/** Who sees what, as far as the user can choose. */
class PrivacyPresenter(
    preferences: Preferences,
    private val conversations: Conversations,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : CoreSettingsPresenter<PrivacyState, PrivacyEvent>(PrivacyState(), preferences, scope) {
    init {
        load()
    }

    override fun read(
        state: PrivacyState,
        settings: Settings,
    ) = PrivacyState(
        timerSeconds = settings.ttlSecs.toLong(),
        readReceipts = settings.readReceipts,
        deletesWhenRead = settings.deleteWhenRead,
        coversFetches = settings.coverFetches,
        payDelaySeconds = settings.payDelaySecs.toLong(),
        proxy = settings.proxy,
        allowsLocal = settings.allowLocal,
    )

    override fun onEvent(event: PrivacyEvent) {
        when (event) {
            PrivacyEvent.AskTimer -> askTimer()
            is PrivacyEvent.SetTimer -> change { it.copy(ttlSecs = event.seconds.toULong()) }
            is PrivacyEvent.SetReceipts -> change { it.copy(readReceipts = event.receipts) }
            is PrivacyEvent.SetDeletesWhenRead -> change { it.copy(deleteWhenRead = event.deletes) }
            is PrivacyEvent.SetCovers -> change { it.copy(coverFetches = event.covers) }
            is PrivacyEvent.SetAllowsLocal -> change { it.copy(allowLocal = event.allows) }
            PrivacyEvent.AskDelay -> askDelay()
            is PrivacyEvent.SetDelay -> change { it.copy(payDelaySecs = event.seconds.toULong()) }
            PrivacyEvent.AskProxy -> askProxy()
            is PrivacyEvent.SetProxy -> change { it.copy(proxy = event.address.trim().ifEmpty { null }) }
            is PrivacyEvent.Go -> navigator.open(event.to)
            PrivacyEvent.Back -> navigator.back()
        }
    }

    private fun askTimer() {
        val choices = conversations.timerChoices()
        val options = choices.map { Ask.Option(span(it), PrivacyEvent.SetTimer(it)) }
        ask(Ask.Choose(say(R.string.timer_title), options, choices.indexOf(state.value.timerSeconds)))
    }

    private fun askDelay() {
        val options =
            delays.map {
                val label = if (it == 0L) say(R.string.delay_none) else say(R.string.delay_up_to, span(it))
                Ask.Option(label, PrivacyEvent.SetDelay(it))
            }
        ask(Ask.Choose(say(R.string.delay_title), options, delays.indexOf(state.value.payDelaySeconds)))
    }

    private fun askProxy() =
        ask(
            Ask.Enter(
                say(R.string.proxy_title),
                say(R.string.proxy_hint),
                state.value.proxy.orEmpty(),
                help = say(R.string.proxy_help),
            ) { PrivacyEvent.SetProxy(it) },
        )
}
