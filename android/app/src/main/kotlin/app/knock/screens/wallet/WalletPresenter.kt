package app.knock.screens.wallet

import app.knock.R
import app.knock.core.CodeOffer
import app.knock.core.CodeWalletLink
import app.knock.core.Core
import app.knock.core.WalletKind
import app.knock.navigation.Navigator
import app.knock.phone.DeviceSettings
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.explain
import app.knock.text.phrase
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** How knocks are paid, and where the user is knocked. */
class WalletPresenter(
    private val core: Core,
    private val device: DeviceSettings,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<WalletState, WalletEvent>(
        WalletState(hasNode = core.purse.hasNode(), hasBreez = core.purse.hasBreez()),
        scope,
    ) {
    private val codes = core.codes
    private val purse = core.purse
    private val preferences = core.preferences

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
            WalletEvent.AskBreez -> attempt { askBreez() }
            WalletEvent.AskLeaveBreez -> ask(leaveBreezQuestion())
            is WalletEvent.UseBreez -> useBreez(event.uses)
            WalletEvent.Refresh -> load()
            WalletEvent.AskAddress -> ask(addressQuestion())
            is WalletEvent.SetAddress -> setAddress(event.address)
            WalletEvent.AskOffer -> ask(offerQuestion())
            is WalletEvent.SetOffer -> setOffer(event.offer)
            is WalletEvent.Go -> navigator.open(event.to)
            WalletEvent.Done, WalletEvent.Back -> navigator.back()
            WalletEvent.Seen -> load()
        }
    }

    private fun load() {
        attempt {
            val kind = purse.kind()
            val settings = preferences.settings()
            val address = settings.lightningAddress
            show { it.copy(kind = kind, address = address, offer = settings.offer) }
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

    private fun setOffer(typed: String) {
        val offer = typed.trim().ifEmpty { null }?.let { codes.read(it) }
        if (offer != null && offer !is CodeOffer) return tell(offer.explain())
        work { preferences.setSettings(preferences.settings().copy(offer = offer?.offer)) }
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

    /** Its keys come from the home's words. */
    private suspend fun askBreez() {
        if (!core.identity.info().hasWords) return tell(say(R.string.breez_needs_words))
        ask(
            Ask.Confirm(
                say(R.string.breez_title),
                say(R.string.breez_text),
                say(R.string.breez_use),
                WalletEvent.UseBreez(true),
            ),
        )
    }

    private fun leaveBreezQuestion() =
        Ask.Confirm<WalletEvent>(
            say(R.string.breez_leave),
            say(R.string.breez_leave_text),
            say(R.string.breez_leave),
            WalletEvent.UseBreez(false),
            isGrave = true,
        )

    /** A home has its wallet from when it is opened. */
    private fun useBreez(uses: Boolean) {
        device.set(device.values.value.copy(usesBreez = uses))
        phone.restart()
    }

    private fun offerQuestion() =
        Ask.Enter<WalletEvent>(
            say(R.string.offer_title),
            say(R.string.offer_hint),
            state.value.offer.orEmpty(),
            help = say(R.string.offer_help),
        ) { WalletEvent.SetOffer(it) }

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
