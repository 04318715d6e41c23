package app.knock.core

import app.knock.BuildConfig
import app.knock.ffi.Knock
import app.knock.ffi.Network
import app.knock.ffi.breez.BreezOptions
import app.knock.ffi.breez.knockWithBreez

/** Breez as this build's library has it. */
class BreezWallet : BuiltInWallet {
    override fun home(
        folder: String,
        walletFolder: String,
        vault: KeyVault,
        signer: EventSigner?,
    ): Knock {
        val key = BuildConfig.BREEZ_API_KEY.ifEmpty { null }
        return knockWithBreez(folder, vault, BreezOptions(Network.BITCOIN, key, walletFolder, syncDevices = false), signer)
    }
}
