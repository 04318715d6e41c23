package app.knock.core

import app.knock.ffi.Knock
import java.util.ServiceLoader

/**
 * A wallet that this build's library has inside besides those of the core: Breez (`core/breez/ffi`). What opens a home
 * with it is compiled only beside that library's own bindings (`src/breez`), so it is looked for and not named.
 */
interface BuiltInWallet {
    /** A home with this wallet, which keeps its own data in [walletFolder]. Nothing is opened or connected yet. */
    fun home(
        folder: String,
        walletFolder: String,
        vault: KeyVault,
        signer: EventSigner?,
    ): Knock

    companion object {
        /** Null where there is none. */
        fun find(): BuiltInWallet? =
            ServiceLoader.load(BuiltInWallet::class.java, BuiltInWallet::class.java.classLoader).firstOrNull()
    }
}
