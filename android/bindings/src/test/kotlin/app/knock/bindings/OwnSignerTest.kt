package app.knock.bindings

import app.knock.ffi.Cancellation
import app.knock.ffi.EventSigner
import app.knock.ffi.Knock
import app.knock.ffi.KnockException
import app.knock.ffi.Origin
import app.knock.ffi.OutState
import app.knock.ffi.Outgoing
import app.knock.ffi.SendOptions
import app.knock.ffi.SignerFailure
import app.knock.ffi.SignerKind
import app.knock.ffi.defaultSettings
import fr.acinq.secp256k1.Secp256k1
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.nio.file.Files
import java.security.SecureRandom
import java.util.concurrent.CopyOnWriteArrayList

private typealias Send = suspend (String, Cancellation?) -> Outgoing

/** A signer app that the shell speaks to (NIP-55): async calls from the core into Kotlin. */
class OwnSignerTest {
    @Test
    fun `what it signs is read as the signer's`() =
        sendsWith { signer, send, bob ->
            assertEquals(OutState.DELIVERED, send("signed elsewhere", null).state)
            assertEquals(listOf(21404), signer.asked)
            bob.knock.catchUp(20_000uL)
            assertEquals(listOf("signed elsewhere"), bob.knock.messages(null, 9u).map { it.text })
        }

    @Test
    fun `one that refuses, throws or signs wrongly sends nothing`() =
        sendsWith { signer, send, _ ->
            val answers =
                listOf<Pair<String, suspend (String) -> String>>(
                    "signer_refused" to { throw SignerFailure.Refused("not now") },
                    "signer_unreachable" to { error("the key is 1234") },
                    "signer_bad_answer" to { "not hexadecimal" },
                    // Of something else, and of a key that is not the user's.
                    "signer_bad_answer" to { signer.sign(ByteArray(32)) },
                    "signer_bad_answer" to { Signer().sign(idOf(it)) },
                )
            for ((kind, answer) in answers) {
                signer.answer = answer
                val error = assertThrows<KnockException> { runBlocking { send("no", null) } }
                assertEquals(kind, error.kind)
                assertFalse(error.text.contains("1234"))
            }
        }

    @Test
    fun `one that takes long is not waited for once the call is cancelled`() =
        sendsWith { signer, send, _ ->
            val isAsked = CompletableDeferred<Unit>()
            signer.answer = {
                isAsked.complete(Unit)
                awaitCancellation()
            }
            Cancellation().use { cancellation ->
                val sending = async(Dispatchers.Default) { runCatching { send("later", cancellation) } }
                withTimeout(PATIENCE) { isAsked.await() }
                cancellation.cancel()
                val ended = withTimeout(PATIENCE) { sending.await() }
                assertEquals(KnockException.Cancelled::class, ended.exceptionOrNull()!!::class)
            }
        }

    /** Alice's home, whose key is in the signer. */
    private fun sendsWith(test: suspend CoroutineScope.(Signer, Send, Person) -> Unit) =
        runBlocking {
            Sandbox().use { sandbox ->
                val bob = Person.moveIn(sandbox, "bob")
                val user = sandbox.createUser("alice", 100_000)
                val folder = Files.createTempDirectory("knock").toFile()
                val signer = Signer()
                Knock(folder.path, MemoryVault(), null, signer).use { knock ->
                    val settings =
                        defaultSettings().copy(
                            relays = listOf(sandbox.relayUrl),
                            lightningAddress = user.lightningAddress,
                            searchDirectory = false,
                            allowLocal = true,
                        )
                    knock.create(Origin.Signer, settings)
                    knock.linkWallet(user.walletUri)
                    assertEquals(SignerKind.APP, knock.identity().signer)
                    knock.addContact(bob.asContact())
                    test(signer, { text, cancel -> knock.send(bob.npub, text, SendOptions(), cancel) }, bob)
                    knock.lock()
                }
                folder.deleteRecursively()
                bob.moveOut()
            }
        }
}

private fun idOf(event: String) = JSONObject(event).getString("id").hexToByteArray()

/** It signs with libsecp256k1, as a signer app would, unless it is told to answer otherwise. */
internal class Signer : EventSigner {
    private val secret = ByteArray(32).also(SecureRandom()::nextBytes)
    val asked = CopyOnWriteArrayList<Int>()
    var answer: suspend (String) -> String = { sign(idOf(it)) }

    fun sign(digest: ByteArray) = Secp256k1.signSchnorr(digest, secret, null).toHexString()

    /** The x coordinate of an uncompressed key. */
    override fun publicKey() = Secp256k1.pubkeyCreate(secret).copyOfRange(1, 33).toHexString()

    override suspend fun sign(event: String): String {
        asked += JSONObject(event).getInt("kind")
        return answer(event)
    }
}
