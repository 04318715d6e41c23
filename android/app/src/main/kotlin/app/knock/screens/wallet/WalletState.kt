package app.knock.screens.wallet

import app.knock.R
import app.knock.core.AddressCheck
import app.knock.core.WalletInfo
import app.knock.core.WalletKind
import app.knock.navigation.Destination
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.Phrase
import app.knock.text.lines
import app.knock.text.plain
import app.knock.text.sats
import app.knock.text.say

data class WalletState(
    val kind: WalletKind? = null,
    /** What the wallet says of itself, once it has answered. */
    val info: WalletInfo? = null,
    val infoFailure: Phrase? = null,
    /** This build has a Lightning node inside. */
    val hasNode: Boolean = false,
    /** It has Breez inside. */
    val hasBreez: Boolean = false,
    /** Where the user is paid. */
    val address: String? = null,
    /** The same by a BOLT12 offer. */
    val offer: String? = null,
    val addressCheck: AddressCheck? = null,
    val addressFailure: Phrase? = null,
    override val isBusy: Boolean = false,
) : FormState<WalletEvent> {
    override val title get() = say(R.string.wallet_title)
    override val back get() = WalletEvent.Back

    override fun rows(): List<Row<WalletEvent>> =
        buildList {
            add(Row.Note(say(R.string.wallet_intro)))
            add(Row.Header(say(R.string.wallet_section_pay)))
            addAll(current())
            // Breez goes before what the core has: another wallet is set up when it was left.
            if (kind != WalletKind.SHELL) addAll(choices())
            add(Row.Note(say(R.string.wallet_by_hand_note)))
            add(Row.Header(say(R.string.wallet_section_receive)))
            add(Row.Item(say(R.string.lightning_address), addressSummary(), WalletEvent.AskAddress, isEnabled = !isBusy))
            add(Row.Note(say(R.string.wallet_address_note)))
            add(Row.Item(say(R.string.offer_title), offerSummary(), WalletEvent.AskOffer, isEnabled = !isBusy))
            add(Row.Item(say(R.string.done), null, WalletEvent.Done))
        }

    private fun choices(): List<Row<WalletEvent>> =
        buildList {
            add(
                Row.Item(
                    say(R.string.wallet_scan_title),
                    say(R.string.wallet_scan_summary),
                    WalletEvent.Scan,
                    isEnabled = !isBusy,
                ),
            )
            add(
                Row.Item(
                    say(R.string.wallet_paste_title),
                    say(R.string.wallet_paste_summary),
                    WalletEvent.AskLink,
                    isEnabled = !isBusy,
                ),
            )
            if (hasNode) {
                val go = WalletEvent.Go(Destination.NodeWallet)
                add(Row.Item(say(R.string.node_title), say(R.string.node_summary), go))
            }
            if (hasBreez) {
                add(Row.Item(say(R.string.breez_title), say(R.string.breez_summary), WalletEvent.AskBreez, isEnabled = !isBusy))
            }
        }

    private fun current(): List<Row<WalletEvent>> =
        when (kind) {
            null -> emptyList()
            WalletKind.BY_HAND -> listOf(Row.Item(say(R.string.wallet_kind_by_hand), say(R.string.wallet_by_hand_summary)))
            WalletKind.SHELL ->
                listOf(
                    Row.Item(say(R.string.wallet_kind_shell), walletSummary(), WalletEvent.Refresh),
                    Row.Item(say(R.string.breez_leave), null, WalletEvent.AskLeaveBreez, isGrave = true),
                )
            WalletKind.NODE ->
                listOf(Row.Item(say(R.string.wallet_kind_node), walletSummary(), WalletEvent.Go(Destination.NodeWallet)))
            WalletKind.LINKED ->
                listOf(
                    Row.Item(say(R.string.wallet_kind_linked), walletSummary(), WalletEvent.Refresh),
                    Row.Item(say(R.string.wallet_unlink), null, WalletEvent.AskUnlink, isGrave = true),
                )
        }

    private fun walletSummary(): Phrase {
        val info = info ?: return infoFailure ?: say(R.string.wallet_asking)
        return lines(
            listOfNotNull(
                info.alias?.let(::plain),
                info.balanceMsat?.let { say(R.string.wallet_balance, sats(it)) },
            ).ifEmpty { listOf(say(R.string.wallet_answers)) },
        )
    }

    private fun offerSummary() = offer?.let { plain(it.take(OFFER_SHOWN) + "…") } ?: say(R.string.offer_none)

    private fun addressSummary(): Phrase {
        val address = address ?: return say(R.string.wallet_address_none)
        val check = addressCheck
        val verdict =
            when {
                addressFailure != null -> addressFailure
                check == null -> null
                check.takesKnocks -> say(R.string.wallet_address_good, sats(check.minMsat))
                else -> say(R.string.wallet_address_bad)
            }
        return lines(listOfNotNull(plain(address), verdict))
    }
}

private const val OFFER_SHOWN = 24

sealed interface WalletEvent {
    data object Scan : WalletEvent

    data object AskLink : WalletEvent

    /** Not a data class: a link is a secret, and is not to be written out. */
    class Link(
        val uri: String,
    ) : WalletEvent

    data object AskUnlink : WalletEvent

    data object Unlink : WalletEvent

    data object AskBreez : WalletEvent

    data object AskLeaveBreez : WalletEvent

    class UseBreez(
        val uses: Boolean,
    ) : WalletEvent

    data object Refresh : WalletEvent

    data object AskAddress : WalletEvent

    class SetAddress(
        val address: String,
    ) : WalletEvent

    data object AskOffer : WalletEvent

    class SetOffer(
        val offer: String,
    ) : WalletEvent

    class Go(
        val to: Destination,
    ) : WalletEvent

    data object Done : WalletEvent

    data object Seen : WalletEvent

    data object Back : WalletEvent
}
