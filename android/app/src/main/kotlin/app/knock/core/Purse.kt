package app.knock.core

import app.knock.ffi.Knock

/** The wallet that pays for knocks. */
interface Purse {
    /** Links a wallet by its `nostr+walletconnect://` URI (NIP-47). */
    suspend fun link(uri: String)

    /** Forgets the wallet: from now on the user pays with another app. */
    suspend fun unlink()

    fun kind(): WalletKind

    /** Whether this build has a Lightning node inside. */
    fun hasNode(): Boolean

    /** Whether it has Breez inside. */
    fun hasBreez(): Boolean

    /** Asks the service of a lightning address whether it takes knocks. */
    suspend fun checkAddress(address: String): AddressCheck

    /** What the wallet can do. Waits for nothing. */
    fun capabilities(): WalletCapabilities

    /** Asks the wallet for its name, chain, balance and limits. */
    suspend fun info(): WalletInfo
}

internal class KnockPurse(
    private val knock: Knock,
    private val hasBreez: Boolean,
) : Purse {
    override suspend fun link(uri: String) = knock.linkWallet(uri)

    override suspend fun unlink() = knock.unlinkWallet()

    override fun kind() = knock.walletKind()

    override fun hasNode() = app.knock.ffi.features().inAppWallet

    override fun hasBreez() = hasBreez

    override suspend fun checkAddress(address: String) = knock.checkAddress(address)

    override fun capabilities() = knock.walletCapabilities()

    override suspend fun info() = knock.walletInfo()
}
