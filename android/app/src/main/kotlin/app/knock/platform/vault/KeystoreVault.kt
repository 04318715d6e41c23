package app.knock.platform.vault

import app.knock.core.KeyVault
import app.knock.core.SecretName
import app.knock.core.VaultDamaged
import app.knock.core.VaultUnavailable
import java.io.File
import java.security.GeneralSecurityException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec

/**
 * The secrets, each in a file of its own, encrypted with a key that never leaves the phone's Keystore.
 *
 * A file is `version (1) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag`; the secret's name is authenticated with it, so
 * that files cannot take each other's place. The folder is outside every backup: the key could not go along.
 */
class KeystoreVault(
    folder: File,
    private val key: MasterKey = MasterKey(),
) : KeyVault {
    private val files = SecretFiles(folder)

    override fun get(name: SecretName): ByteArray? {
        val sealed = files.read(fileOf(name)) ?: return null
        if (sealed.size <= HEADER || sealed[0] != VERSION) throw VaultDamaged("the file of $name is not one of ours")
        val cipher = reaching { key.existing() } ?: throw VaultDamaged("the phone's key is gone")
        try {
            val opening = Cipher.getInstance(TRANSFORMATION)
            opening.init(Cipher.DECRYPT_MODE, cipher, GCMParameterSpec(TAG_BITS, sealed, 1, NONCE))
            opening.updateAAD(name.name.encodeToByteArray())
            return opening.doFinal(sealed, HEADER, sealed.size - HEADER)
        } catch (_: AEADBadTagException) {
            throw VaultDamaged("the file of $name does not fit the phone's key")
        } catch (error: GeneralSecurityException) {
            throw unavailable(error)
        }
    }

    override fun put(
        name: SecretName,
        secret: ByteArray,
    ) {
        try {
            val sealing = Cipher.getInstance(TRANSFORMATION)
            // The Keystore picks the nonce: it does not let a caller repeat one.
            sealing.init(Cipher.ENCRYPT_MODE, reaching { key.existingOrNew() })
            sealing.updateAAD(name.name.encodeToByteArray())
            val sealed = sealing.doFinal(secret)
            check(sealing.iv.size == NONCE)
            files.write(fileOf(name), byteArrayOf(VERSION) + sealing.iv + sealed)
        } catch (error: GeneralSecurityException) {
            throw unavailable(error)
        } finally {
            // The core's copy is another one; this one is done with.
            secret.fill(0)
        }
    }

    override fun delete(name: SecretName) = files.delete(fileOf(name))

    private fun fileOf(name: SecretName) = name.name.lowercase()

    private fun <T> reaching(work: () -> T): T =
        try {
            work()
        } catch (error: GeneralSecurityException) {
            throw unavailable(error)
        } catch (error: java.security.ProviderException) {
            throw unavailable(error)
        }

    /** By its class alone: what a vendor's Keystore writes into a message is not known. */
    private fun unavailable(error: Exception) = VaultUnavailable("the phone's Keystore failed: ${error.javaClass.simpleName}")

    private companion object {
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val VERSION: Byte = 1
        const val NONCE = 12
        const val HEADER = 1 + NONCE
        const val TAG_BITS = 128
    }
}
