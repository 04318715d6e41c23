package app.knock.bindings

import app.knock.ffi.EventListener
import app.knock.ffi.KeyVault
import app.knock.ffi.Knock
import app.knock.ffi.KnockEvent
import app.knock.ffi.Message
import app.knock.ffi.NewContact
import app.knock.ffi.Origin
import app.knock.ffi.SecretName
import app.knock.ffi.SendOptions
import app.knock.ffi.TaskHandle
import app.knock.ffi.defaultSettings
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.withTimeout
import java.io.File
import java.nio.file.Files
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.seconds

/** Longer than anything takes on loopback. */
val PATIENCE = 20.seconds

/** A shell's vault, in the shell's own memory. */
open class MemoryVault : KeyVault {
    private val secrets = ConcurrentHashMap<SecretName, ByteArray>()

    override fun `get`(name: SecretName): ByteArray? = secrets[name]

    override fun put(
        name: SecretName,
        secret: ByteArray,
    ) {
        secrets[name] = secret
    }

    override fun delete(name: SecretName) {
        secrets.remove(name)
    }
}

/** Somebody with a home, a wallet and ears. */
class Person private constructor(
    val user: Sandbox.User,
) {
    var folder = Files.createTempDirectory("knock").toFile()!!
        private set
    var vault = MemoryVault()
        private set
    var knock = Knock(folder.path, vault)
        private set
    lateinit var npub: String
        private set
    private var heard = Channel<KnockEvent>(Channel.UNLIMITED)
    private lateinit var subscription: TaskHandle
    private var listening: TaskHandle? = null
    private var backup: File? = null

    companion object {
        suspend fun moveIn(
            sandbox: Sandbox,
            name: String,
            balanceSat: Long = 100_000,
            linked: Boolean = true,
        ): Person {
            val person = Person(sandbox.createUser(name, balanceSat))
            val settings =
                defaultSettings().copy(
                    relays = listOf(sandbox.relayUrl),
                    lightningAddress = person.user.lightningAddress,
                    searchDirectory = false,
                    allowLocal = true,
                )
            person.npub = person.knock.create(Origin.New, settings).npub
            if (linked) person.knock.linkWallet(person.user.walletUri)
            person.hear()
            return person
        }
    }

    private fun hear() {
        val channel = Channel<KnockEvent>(Channel.UNLIMITED)
        heard = channel
        subscription =
            knock.subscribe(
                object : EventListener {
                    override fun onEvent(event: KnockEvent) {
                        channel.trySend(event)
                    }
                },
            )
    }

    fun listen() {
        listening = knock.listen()
    }

    fun stopListening() {
        listening?.use { it.stop() }
        listening = null
    }

    /** The same home in a new process, as it were. */
    suspend fun restart() {
        leave()
        knock = Knock(folder.path, vault)
        knock.unlock()
        hear()
    }

    suspend fun backUp(passphrase: String) {
        val path = Files.createTempDirectory("knock").resolve("home.knock").toFile()
        knock.backUp(path.path, passphrase)
        backup = path
    }

    /** Lives in a home made from the backup from now on; if that fails, in the old one. */
    suspend fun restore(passphrase: String) {
        val phone = Files.createTempDirectory("knock").toFile()
        val newVault = MemoryVault()
        val restored = Knock(phone.path, newVault)
        check(restored.restore(checkNotNull(backup).path, passphrase) == npub)
        moveOut()
        checkNotNull(backup?.parentFile).deleteRecursively()
        folder = phone
        vault = newVault
        knock = restored
        hear()
    }

    suspend fun meet(other: Person) {
        knock.addContact(other.asContact())
    }

    suspend fun asContact() = NewContact(knock.card().link, user.name, user.lightningAddress)

    suspend fun send(
        to: Person,
        text: String,
    ) = knock.send(to.npub, text, SendOptions())

    suspend fun nextMessage(): Message =
        withTimeout(PATIENCE) {
            for (event in heard) {
                if (event is KnockEvent.MessageReceived) return@withTimeout event.message
            }
            error("the core is gone")
        }

    private suspend fun leave() {
        stopListening()
        subscription.use { it.stop() }
        knock.lock()
        knock.close()
    }

    suspend fun moveOut() {
        leave()
        folder.deleteRecursively()
    }
}
