package app.knock.screens.node

import app.knock.R
import app.knock.core.NodeChannel
import app.knock.core.NodeInfo
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.Phrase
import app.knock.text.lines
import app.knock.text.plain
import app.knock.text.sats
import app.knock.text.say

data class NodeState(
    val form: NodeForm = NodeForm(),
    /** Null where there is no node yet, or it has not answered. */
    val info: NodeInfo? = null,
    val isThere: Boolean = false,
    val failure: Phrase? = null,
    override val isBusy: Boolean = false,
) : FormState<NodeEvent> {
    override val title get() = say(R.string.node_title)
    override val back get() = NodeEvent.Back

    override fun rows(): List<Row<NodeEvent>> = if (isThere) ofNode() else ofForm()

    private fun ofForm(): List<Row<NodeEvent>> =
        listOf(
            Row.Note(say(R.string.node_intro)),
            entry(NodeField.ESPLORA, form.esplora),
            entry(NodeField.LSP, form.lsp),
            entry(NodeField.LSP_TOKEN, form.lspToken),
            entry(NodeField.GOSSIP, form.gossip),
            Row.Note(say(R.string.node_hints)),
            Row.Item(say(R.string.node_create), null, NodeEvent.Create, isEnabled = !isBusy && form.esplora.isNotBlank()),
        )

    private fun entry(
        field: NodeField,
        value: String,
    ) = Row.Item(say(field.title), if (value.isBlank()) say(R.string.not_set) else plain(value), NodeEvent.AskField(field))

    private fun ofNode(): List<Row<NodeEvent>> =
        buildList {
            val info = info
            add(Row.Header(say(R.string.node_section_money)))
            if (info == null) {
                add(Row.Item(failure ?: say(R.string.wallet_asking), null, NodeEvent.Sync))
            } else {
                addAll(money(info))
            }
            add(Row.Item(say(R.string.node_invoice), say(R.string.node_invoice_summary), NodeEvent.AskInvoice))
            add(Row.Item(say(R.string.node_deposit), say(R.string.node_deposit_summary), NodeEvent.Deposit))
            add(Row.Item(say(R.string.node_withdraw), say(R.string.node_withdraw_summary), NodeEvent.AskWithdraw))
            add(Row.Header(say(R.string.node_section_channels)))
            info?.channels?.forEach { add(channel(it)) }
            if (info?.channels?.isEmpty() == true) add(Row.Note(say(R.string.node_no_channels)))
            add(Row.Item(say(R.string.node_open_channel), null, NodeEvent.AskChannel))
            add(Row.Note(say(R.string.node_note)))
        }

    private fun money(info: NodeInfo): List<Row<NodeEvent>> =
        listOf(
            Row.Item(say(R.string.node_can_send), sats(info.outboundMsat), NodeEvent.Sync),
            Row.Item(say(R.string.node_can_receive), sats(info.inboundMsat)),
            Row.Item(say(R.string.node_onchain), sats(info.onchainSat * SAT)),
        )

    private fun channel(channel: NodeChannel) =
        Row.Item<NodeEvent>(
            plain(channel.peer.take(16) + "…"),
            lines(
                listOf(
                    say(R.string.node_channel, sats(channel.outboundMsat), sats(channel.inboundMsat)),
                    say(
                        when {
                            channel.usable -> R.string.node_channel_usable
                            channel.ready -> R.string.node_channel_away
                            else -> R.string.node_channel_opening
                        },
                    ),
                ),
            ),
            NodeEvent.AskClose(channel.id),
        )

    private companion object {
        const val SAT = 1000uL
    }
}

/** What a new node needs to know. No URL is a default: nothing is contacted that the user did not name. */
data class NodeForm(
    val esplora: String = "",
    val lsp: String = "",
    val lspToken: String = "",
    val gossip: String = "",
)

enum class NodeField(
    val title: Int,
    val help: Int,
) {
    ESPLORA(R.string.node_esplora, R.string.node_esplora_help),
    LSP(R.string.node_lsp, R.string.node_lsp_help),
    LSP_TOKEN(R.string.node_lsp_token, R.string.node_lsp_token_help),
    GOSSIP(R.string.node_gossip, R.string.node_gossip_help),
}

sealed interface NodeEvent {
    class AskField(
        val field: NodeField,
    ) : NodeEvent

    class SetField(
        val field: NodeField,
        val text: String,
    ) : NodeEvent

    data object Create : NodeEvent

    data object Sync : NodeEvent

    data object AskInvoice : NodeEvent

    class MakeInvoice(
        val sats: String,
    ) : NodeEvent

    data object Deposit : NodeEvent

    data object AskWithdraw : NodeEvent

    class Withdraw(
        val address: String,
    ) : NodeEvent

    data object AskChannel : NodeEvent

    class AskChannelSize(
        val node: String,
    ) : NodeEvent

    class OpenChannel(
        val node: String,
        val sats: String,
    ) : NodeEvent

    class AskClose(
        val channel: String,
    ) : NodeEvent

    class Close(
        val channel: String,
        val force: Boolean,
    ) : NodeEvent

    data object Back : NodeEvent
}
