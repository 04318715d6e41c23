package app.knock.screens.wallet

import app.knock.R
import app.knock.core.CodeWalletLink
import app.knock.core.Codes
import app.knock.core.Preferences
import app.knock.core.Purse
import app.knock.core.WalletKind
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.explain
import app.knock.text.phrase
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** How knocks are paid, and where the user is knocked. */
class WalletPresenter(
    private val codes: Codes,
    private val purse: Purse,
    private val preferences: Preferences,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<WalletState, WalletEvent>(WalletState(hasNode = purse.hasNode()), scope) {
    init {
        load()
    }

    override fun onEvent(event: WalletEvent) {
        when (event) {
            WalletEvent.Scan -> attempt { phone.scanCode()?.let(::link) }
            WalletEvent.AskLink -> ask(linkQuestion())
            is WalletEvent.Link -> link(event.uri)
            WalletEvent.AskUnlink -> askUnlink()
            WalletEvent.Unlink -> work { purse.unlink() }
            WalletEvent.Refresh -> load()
            WalletEvent.AskAddress -> ask(addressQuestion())
            is WalletEvent.SetAddress -> setAddress(event.address)
            is WalletEvent.Go -> navigator.open(event.to)
            WalletEvent.Done, WalletEvent.Back -> navigator.back()
            WalletEvent.Seen -> load()
        }
    }

    private fun load() {
        attempt {
            val kind = purse.kind()
            val address = preferences.settings().lightningAddress
            show { it.copy(kind = kind, address = address) }
            if (kind != WalletKind.BY_HAND) askWallet()
            if (address != null && state.value.addressCheck?.address != address) check(address)
        }
    }

    private fun askWallet() {
        attempt(failed = { error -> show { it.copy(info = null, infoFailure = error.phrase()) } }) {
            val info = purse.info()
            show { it.copy(info = info, infoFailure = null) }
        }
    }

    /** Whether the service takes a knock's comment: without that nobody can knock here. */
    private fun check(address: String) {
        attempt(failed = { error -> show { it.copy(addressCheck = null, addressFailure = error.phrase()) } }) {
            val check = purse.checkAddress(address)
            show { it.copy(addressCheck = check, addressFailure = null) }
        }
    }

    private fun link(uri: String) {
        val code = codes.read(uri)
        if (code !is CodeWalletLink) return tell(code.explain())
        work {
            purse.link(uri.trim())
            show { it.copy(info = null, infoFailure = null) }
        }
    }

    private fun setAddress(typed: String) {
        val address = typed.trim().ifEmpty { null }
        work {
            preferences.setSettings(preferences.settings().copy(lightningAddress = address))
            show { it.copy(addressCheck = null, addressFailure = null) }
        }
    }

    private fun work(change: suspend () -> Unit) {
        if (state.value.isBusy) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                change()
            } finally {
                show { it.copy(isBusy = false) }
            }
            load()
        }
    }

    /** What was copied is offered where it is such a link: most people come from their wallet's screen. */
    private fun linkQuestion() =
        Ask.Enter<WalletEvent>(
            say(R.string.wallet_paste_title),
            say(R.string.wallet_link_hint),
            phone.clipboard()?.trim()?.takeIf { codes.read(it) is CodeWalletLink }.orEmpty(),
            isSecret = true,
            help = say(R.string.wallet_link_help),
        ) { WalletEvent.Link(it) }

    private fun addressQuestion() =
        Ask.Enter<WalletEvent>(
            say(R.string.lightning_address),
            say(R.string.lightning_address_hint),
            state.value.address.orEmpty(),
            help = say(R.string.wallet_address_help),
        ) { WalletEvent.SetAddress(it) }

    private fun askUnlink() =
        ask(
            Ask.Confirm(
                say(R.string.wallet_unlink),
                say(R.string.wallet_unlink_text),
                say(R.string.wallet_unlink_yes),
                WalletEvent.Unlink,
                isGrave = true,
            ),
        )
}
