package app.knock.robolectric

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/** The phone's Keystore in software: Robolectric has none. Keys live as long as the process, as they would on a phone. */
object SoftKeystore {
    val keys = HashMap<String, SecretKey>()

    fun install() {
        keys.clear()
        Security.removeProvider(NAME)
        Security.addProvider(KeystoreProvider())
    }

    const val NAME = "AndroidKeyStore"
}

private class KeystoreProvider : Provider(SoftKeystore.NAME, "1", "keys in memory") {
    init {
        putService(Service(this, "KeyStore", SoftKeystore.NAME, Store::class.java.name, null, null).made { Store() })
        putService(Service(this, "KeyGenerator", "AES", Generator::class.java.name, null, null).made { Generator() })
    }

    /** By hand: the provider's classes are in Robolectric's class loader, where Java's own does not look. */
    private fun Service.made(make: () -> Any) =
        object : Service(provider, type, algorithm, className, null, null) {
            override fun newInstance(parameter: Any?) = make()
        }
}

private class Generator : KeyGeneratorSpi() {
    private lateinit var spec: KeyGenParameterSpec

    override fun engineInit(
        parameters: AlgorithmParameterSpec,
        random: SecureRandom?,
    ) {
        spec = parameters as KeyGenParameterSpec
        // A phone without a secure element of its own.
        if (spec.isStrongBoxBacked) throw android.security.keystore.StrongBoxUnavailableException()
    }

    override fun engineInit(
        size: Int,
        random: SecureRandom?,
    ) = error("not used")

    override fun engineInit(random: SecureRandom?) = error("not used")

    override fun engineGenerateKey(): SecretKey {
        val generator = KeyGenerator.getInstance("AES", "SunJCE").apply { init(spec.keySize) }
        return generator.generateKey().also { SoftKeystore.keys[spec.keystoreAlias] = it }
    }
}

private class Store : KeyStoreSpi() {
    override fun engineGetKey(
        alias: String,
        password: CharArray?,
    ): Key? = SoftKeystore.keys[alias]

    override fun engineDeleteEntry(alias: String) {
        SoftKeystore.keys.remove(alias)
    }

    override fun engineAliases(): Enumeration<String> = Collections.enumeration(SoftKeystore.keys.keys)

    override fun engineContainsAlias(alias: String) = alias in SoftKeystore.keys

    override fun engineSize() = SoftKeystore.keys.size

    override fun engineIsKeyEntry(alias: String) = alias in SoftKeystore.keys

    override fun engineLoad(
        stream: InputStream?,
        password: CharArray?,
    ) = Unit

    override fun engineGetCertificateChain(alias: String?): Array<Certificate>? = null

    override fun engineGetCertificate(alias: String?): Certificate? = null

    override fun engineGetCreationDate(alias: String?): Date? = null

    override fun engineIsCertificateEntry(alias: String?) = false

    override fun engineGetCertificateAlias(certificate: Certificate?): String? = null

    override fun engineStore(
        stream: OutputStream?,
        password: CharArray?,
    ) = Unit

    override fun engineSetKeyEntry(
        alias: String?,
        key: Key?,
        password: CharArray?,
        chain: Array<out Certificate>?,
    ) = error("not used")

    override fun engineSetKeyEntry(
        alias: String?,
        key: ByteArray?,
        chain: Array<out Certificate>?,
    ) = error("not used")

    override fun engineSetCertificateEntry(
        alias: String?,
        certificate: Certificate?,
    ) = error("not used")
}
