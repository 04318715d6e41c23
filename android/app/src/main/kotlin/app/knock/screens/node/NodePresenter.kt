package app.knock.screens.node

import app.knock.R
import app.knock.core.CoreException
import app.knock.core.Esplora
import app.knock.core.Network
import app.knock.core.Node
import app.knock.core.NodeSettings
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.msatOf
import app.knock.text.phrase
import app.knock.text.plain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

private const val MSAT = 1000u

/** The Lightning node inside the app: making it, and its money. */
class NodePresenter(
    private val node: Node,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<NodeState, NodeEvent>(NodeState(), scope) {
    init {
        attempt {
            val isThere = node.settings() != null
            show { it.copy(isThere = isThere) }
            if (isThere) look()
        }
    }

    override fun onEvent(event: NodeEvent) {
        when (event) {
            is NodeEvent.AskField -> askField(event.field)
            is NodeEvent.SetField -> show { it.copy(form = it.form.with(event.field, event.text.trim())) }
            NodeEvent.Create -> create()
            NodeEvent.Sync -> work { node.sync() }
            NodeEvent.AskInvoice -> ask(amountQuestion(R.string.node_invoice) { NodeEvent.MakeInvoice(it) })
            is NodeEvent.MakeInvoice -> makeInvoice(event.sats)
            NodeEvent.Deposit -> attempt { handOut(node.depositAddress()) }
            NodeEvent.AskWithdraw -> ask(withdrawQuestion())
            is NodeEvent.Withdraw -> withdraw(event.address)
            NodeEvent.AskChannel -> ask(channelQuestion())
            is NodeEvent.AskChannelSize ->
                ask(amountQuestion(R.string.node_channel_size) { NodeEvent.OpenChannel(event.node, it) })
            is NodeEvent.OpenChannel -> openChannel(event.node, event.sats)
            is NodeEvent.AskClose -> ask(closeQuestion(event.channel))
            is NodeEvent.Close -> work { node.closeChannel(event.channel, event.force) }
            NodeEvent.Back -> navigator.back()
        }
    }

    private fun create() {
        val form = state.value.form
        work {
            val settings =
                NodeSettings(
                    network = Network.BITCOIN,
                    chain = Esplora(form.esplora),
                    lsp = form.lsp.ifEmpty { null },
                    lspToken = form.lspToken.ifEmpty { null },
                    rapidGossip = form.gossip.ifEmpty { null },
                    listen = null,
                    alias = null,
                )
            val made = node.create(settings, null)
            show { it.copy(isThere = true) }
            made.words?.let { ask(Ask.Tell(say(R.string.node_words_title), say(R.string.node_words_text, plain(it)))) }
        }
    }

    private fun makeInvoice(typed: String) {
        val msat = msatOf(typed)?.takeIf { it > 0u } ?: return tell(say(R.string.amount_invalid))
        attempt { handOut(node.invoice(msat, "")) }
    }

    /** An invoice or address is for another app or person. */
    private fun handOut(text: String) {
        phone.copy(text)
        phone.share(text)
    }

    private fun withdraw(address: String) =
        work {
            node.withdraw(address.trim(), null)
            tell(say(R.string.node_withdrawn))
        }

    private fun openChannel(
        peer: String,
        typed: String,
    ) {
        val msat = msatOf(typed) ?: return tell(say(R.string.amount_invalid))
        work {
            node.openChannel(peer.trim(), msat / MSAT)
            tell(say(R.string.node_channel_opening))
        }
    }

    private fun work(change: suspend () -> Unit) {
        if (state.value.isBusy) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                change()
                if (state.value.isThere) look()
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }

    private suspend fun look() {
        try {
            val info = node.info()
            show { it.copy(info = info, failure = null) }
        } catch (error: CoreException) {
            show { it.copy(info = null, failure = error.phrase()) }
        }
    }

    private fun askField(field: NodeField) {
        val form = state.value.form
        ask(
            Ask.Enter(say(field.title), say(field.title), form.of(field), help = say(field.help)) {
                NodeEvent.SetField(field, it)
            },
        )
    }

    private fun amountQuestion(
        title: Int,
        then: (String) -> NodeEvent,
    ) = Ask.Enter(say(title), say(R.string.amount_hint), isNumber = true, then = then)

    private fun withdrawQuestion() =
        Ask.Enter<NodeEvent>(
            say(R.string.node_withdraw),
            say(R.string.node_withdraw_hint),
            help = say(R.string.node_withdraw_help),
        ) { NodeEvent.Withdraw(it) }

    private fun channelQuestion() =
        Ask.Enter<NodeEvent>(
            say(R.string.node_open_channel),
            say(R.string.node_channel_hint),
            help = say(R.string.node_channel_help),
        ) { NodeEvent.AskChannelSize(it) }

    private fun closeQuestion(channel: String) =
        Ask.Choose<NodeEvent>(
            say(R.string.node_close_title),
            listOf(
                Ask.Option(say(R.string.node_close), NodeEvent.Close(channel, force = false)),
                Ask.Option(say(R.string.node_close_force), NodeEvent.Close(channel, force = true)),
            ),
        )
}

private fun NodeForm.of(field: NodeField) =
    when (field) {
        NodeField.ESPLORA -> esplora
        NodeField.LSP -> lsp
        NodeField.LSP_TOKEN -> lspToken
        NodeField.GOSSIP -> gossip
    }

private fun NodeForm.with(
    field: NodeField,
    text: String,
) = when (field) {
    NodeField.ESPLORA -> copy(esplora = text)
    NodeField.LSP -> copy(lsp = text)
    NodeField.LSP_TOKEN -> copy(lspToken = text)
    NodeField.GOSSIP -> copy(gossip = text)
}
