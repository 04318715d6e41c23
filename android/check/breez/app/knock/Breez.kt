@file:Suppress("ktlint:standard:filename")

package app.knock.ffi.breez

import app.knock.ffi.EventSigner
import app.knock.ffi.KeyVault
import app.knock.ffi.Knock
import app.knock.ffi.Network

// The surface of core/breez/ffi, which cannot be built here: enough to compile src/breez against. It is never run.

data class BreezOptions(
    val network: Network,
    val apiKey: String?,
    val folder: String,
    val syncDevices: Boolean,
)

@Suppress("UNUSED_PARAMETER")
fun knockWithBreez(
    folder: String,
    vault: KeyVault,
    options: BreezOptions,
    signer: EventSigner? = null,
): Knock = error("Breez is not built here")
