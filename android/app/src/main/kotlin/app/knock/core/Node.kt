package app.knock.core

import app.knock.ffi.Knock

/** The Lightning node inside the app. Where it is not built in, each call says so. */
interface Node {
    /** Null where the node is not this home's wallet. */
    suspend fun settings(): NodeSettings?

    /** Makes the node and puts it in the wallet's place. [words] restore one in a home that has none. */
    suspend fun create(
        settings: NodeSettings,
        words: String?,
    ): CreatedNode

    suspend fun info(): NodeInfo

    /** Catches up with the chain now. */
    suspend fun sync()

    /** A BOLT11 invoice for money to the node; with an LSP it opens a channel when it is paid. */
    suspend fun invoice(
        amountMsat: ULong,
        description: String,
    ): String

    /** The BOLT12 offer where the node is knocked. */
    suspend fun offer(): String

    suspend fun depositAddress(): String

    /** Sends on-chain money away; all but the channels' reserve where no amount is given. Tells the transaction. */
    suspend fun withdraw(
        address: String,
        amountSat: ULong?,
    ): String

    suspend fun openChannel(
        node: String,
        sizeSat: ULong,
    )

    suspend fun closeChannel(
        id: String,
        force: Boolean,
    )
}

internal class KnockNode(
    private val knock: Knock,
) : Node {
    override suspend fun settings() = knock.nodeSettings()

    override suspend fun create(
        settings: NodeSettings,
        words: String?,
    ) = knock.createNode(settings, words)

    override suspend fun info() = knock.nodeInfo()

    override suspend fun sync() = knock.syncNode()

    override suspend fun invoice(
        amountMsat: ULong,
        description: String,
    ) = knock.receiveInvoice(amountMsat, description)

    override suspend fun offer() = knock.receiveOffer()

    override suspend fun depositAddress() = knock.depositAddress()

    override suspend fun withdraw(
        address: String,
        amountSat: ULong?,
    ) = knock.withdraw(address, amountSat)

    override suspend fun openChannel(
        node: String,
        sizeSat: ULong,
    ) = knock.openChannel(node, sizeSat)

    override suspend fun closeChannel(
        id: String,
        force: Boolean,
    ) = knock.closeChannel(id, force)
}
