package app.knock.robolectric

import android.app.Application
import app.knock.core.SecretName
import app.knock.core.VaultDamaged
import app.knock.platform.vault.KeystoreVault
import app.knock.platform.vault.MasterKey
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import java.io.File
import java.nio.file.Files

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class KeystoreVaultTest {
    private lateinit var folder: File
    private val vault get() = KeystoreVault(folder, MasterKey())
    private val secret get() = ByteArray(32) { it.toByte() }

    @Before
    fun phone() {
        SoftKeystore.install()
        folder = File(Files.createTempDirectory("knock").toFile(), "vault")
    }

    @Test
    fun `a secret comes back, also to another process, and can be replaced and deleted`() {
        assertNull(vault.get(SecretName.IDENTITY_KEY))
        vault.put(SecretName.IDENTITY_KEY, secret)
        assertArrayEquals(secret, vault.get(SecretName.IDENTITY_KEY))
        vault.put(SecretName.IDENTITY_KEY, byteArrayOf(7))
        assertArrayEquals(byteArrayOf(7), vault.get(SecretName.IDENTITY_KEY))
        vault.delete(SecretName.IDENTITY_KEY)
        vault.delete(SecretName.IDENTITY_KEY)
        assertNull(vault.get(SecretName.IDENTITY_KEY))
        assertEquals(setOf("knock"), SoftKeystore.keys.keys)
    }

    @Test
    fun `what lies on the disk does not hold the secret, and is never the same`() {
        vault.put(SecretName.DATABASE_KEY, secret)
        val first = File(folder, "database_key").readBytes()
        assertFalse(first.toHex().contains(secret.copyOfRange(4, 20).toHex()))
        vault.put(SecretName.DATABASE_KEY, secret)
        assertFalse(first.contentEquals(File(folder, "database_key").readBytes()))
        assertEquals(listOf("database_key"), folder.list()?.toList())
    }

    @Test
    fun `the array that was given is wiped`() {
        val given = secret
        vault.put(SecretName.IDENTITY_KEY, given)
        assertArrayEquals(ByteArray(32), given)
    }

    @Test
    fun `a file that was changed, cut, or put in another's place is damage and not a secret`() {
        vault.put(SecretName.IDENTITY_KEY, secret)
        val file = File(folder, "identity_key")
        val good = file.readBytes()
        val changed = listOf(0, 3, good.size - 1).map { good.changed(it) }
        val cut = listOf(0, 12, good.size - 1).map { good.copyOf(it) }
        for (bad in changed + cut) {
            file.writeBytes(bad)
            assertThrows(VaultDamaged::class.java) { vault.get(SecretName.IDENTITY_KEY) }
        }
        File(folder, "database_key").writeBytes(good)
        assertThrows(VaultDamaged::class.java) { vault.get(SecretName.DATABASE_KEY) }
    }

    @Test
    fun `a phone that has lost its key says so, and makes no new one over it`() {
        vault.put(SecretName.IDENTITY_KEY, secret)
        SoftKeystore.keys.clear()
        val error = assertThrows(VaultDamaged::class.java) { vault.get(SecretName.IDENTITY_KEY) }
        assertEquals("the phone's key is gone", error.reason)
        assertEquals(emptySet<String>(), SoftKeystore.keys.keys)
    }

    @Test
    fun `a put that was killed leaves the former secret`() {
        vault.put(SecretName.IDENTITY_KEY, secret)
        File(folder, "identity_key.new").writeBytes(byteArrayOf(1, 2))
        assertArrayEquals(secret, vault.get(SecretName.IDENTITY_KEY))
        vault.put(SecretName.IDENTITY_KEY, byteArrayOf(7))
        assertArrayEquals(byteArrayOf(7), vault.get(SecretName.IDENTITY_KEY))
    }

    private fun ByteArray.changed(at: Int) = copyOf().also { it[at] = (it[at] + 1).toByte() }

    private fun ByteArray.toHex() = joinToString("") { "%02x".format(it) }
}
