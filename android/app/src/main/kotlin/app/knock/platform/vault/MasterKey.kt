package app.knock.platform.vault

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import app.knock.platform.NewerAndroid
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/**
 * The key that wraps all secrets. It lives in the phone's secure element (StrongBox) where there is one, else in its
 * trusted part, and cannot be taken out.
 *
 * It asks for no unlocking: knocks are taken while the phone lies locked. That the app itself asks for the owner is a
 * setting of its own.
 */
class MasterKey {
    private val store = KeyStore.getInstance(PROVIDER).apply { load(null) }

    fun existing(): SecretKey? = store.getKey(ALIAS, null) as SecretKey?

    @Synchronized
    fun existingOrNew(): SecretKey = existing() ?: generate()

    private fun generate(): SecretKey {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            try {
                return generate(inStrongBox(spec()))
            } catch (_: ProviderException) {
                // There is none, or it is full.
            }
        }
        return generate(spec())
    }

    private fun generate(spec: KeyGenParameterSpec.Builder): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).run {
            init(spec.build())
            generateKey()
        }

    private fun spec() =
        KeyGenParameterSpec
            .Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)

    @NewerAndroid
    private fun inStrongBox(spec: KeyGenParameterSpec.Builder) = spec.setIsStrongBoxBacked(true)

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val ALIAS = "knock"
    }
}
