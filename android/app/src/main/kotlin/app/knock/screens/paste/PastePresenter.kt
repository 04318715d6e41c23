package app.knock.screens.paste

import app.knock.R
import app.knock.core.ArrivedBlocked
import app.knock.core.ArrivedDelayed
import app.knock.core.ArrivedKnown
import app.knock.core.ArrivedMessage
import app.knock.core.ArrivedRequest
import app.knock.core.CodeComment
import app.knock.core.Codes
import app.knock.core.Receiving
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Presenter
import app.knock.text.explain
import app.knock.text.phrase
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** A comment that any wallet showed, pasted or shared: the message behind it. */
class PastePresenter(
    text: String?,
    private val codes: Codes,
    private val receiving: Receiving,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<PasteState, PasteEvent>(PasteState(text.orEmpty()), scope) {
    init {
        // Somebody who shared a comment with the app wants to read it.
        if (text != null) open()
    }

    override fun onEvent(event: PasteEvent) {
        when (event) {
            is PasteEvent.Typed -> show { it.copy(text = event.text, result = null) }
            PasteEvent.FromClipboard -> fromClipboard()
            PasteEvent.Scan -> attempt { phone.scanCode()?.let(::take) }
            PasteEvent.Open -> open()
            PasteEvent.Back -> navigator.back()
        }
    }

    private fun fromClipboard() = phone.clipboard()?.let(::take) ?: tell(say(R.string.clipboard_empty))

    private fun take(text: String) {
        show { it.copy(text = text, result = null) }
        open()
    }

    private fun open() {
        val text = state.value.text
        if (text.isBlank() || state.value.isBusy) return
        val code = codes.read(text)
        if (code !is CodeComment) return show { it.copy(result = code.explain()) }
        show { it.copy(isBusy = true, result = null) }
        attempt(failed = { error -> show { it.copy(result = error.phrase()) } }) {
            try {
                when (val arrival = receiving.paste(text)) {
                    is ArrivedMessage -> navigator.replace(Destination.Chat(arrival.message.peer, arrival.message.id))
                    is ArrivedRequest -> navigator.replace(Destination.Requests)
                    is ArrivedKnown -> show { it.copy(result = say(R.string.paste_known)) }
                    is ArrivedBlocked -> show { it.copy(result = say(R.string.paste_blocked)) }
                    is ArrivedDelayed -> show { it.copy(result = say(R.string.paste_delayed)) }
                }
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }
}
