package app.knock.bindings

import app.knock.ffi.Cancellation
import app.knock.ffi.EventListener
import app.knock.ffi.IncomingPayment
import app.knock.ffi.Knock
import app.knock.ffi.KnockEvent
import app.knock.ffi.KnockException
import app.knock.ffi.LogLevel
import app.knock.ffi.Logger
import app.knock.ffi.Notification
import app.knock.ffi.ProgressListener
import app.knock.ffi.SecretName
import app.knock.ffi.VaultFailure
import app.knock.ffi.catchUp
import app.knock.ffi.handlePaymentComment
import app.knock.ffi.setUpLogging
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.json.JSONObject
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** What a language's own machinery must get right: threads, cancellation, exceptions both ways. */
class MachineryTest {
    private lateinit var sandbox: Sandbox
    private lateinit var alice: Person
    private lateinit var bob: Person

    @BeforeEach
    fun moveIn() =
        runBlocking {
            sandbox = Sandbox()
            alice = Person.moveIn(sandbox, "alice")
            bob = Person.moveIn(sandbox, "bob")
            alice.meet(bob)
        }

    @AfterEach
    fun moveOut() =
        runBlocking {
            alice.moveOut()
            bob.moveOut()
            sandbox.close()
        }

    @Test
    fun `200 calls at once`() =
        runBlocking {
            withContext(Dispatchers.Default) {
                val quotes = List(100) { async { alice.knock.quote(bob.npub) } }
                val pages = List(100) { async { alice.knock.messages(null, 10u) } }
                assertEquals(setOf(1000uL), quotes.awaitAll().map { it.amountMsat }.toSet())
                assertTrue(pages.awaitAll().all { it.isEmpty() })
            }
        }

    @Test
    fun `errors have class, kind and text`() =
        runBlocking {
            val error = assertThrows<KnockException.InvalidInput> { runBlocking { alice.knock.paste("nothing in here") } }
            assertEquals("comment_no_prefix", error.kind)
            assertNotEquals("", error.text)
            assertFalse(error.isRetryable)
            assertThrows<KnockException.NotFound> { runBlocking { alice.knock.chatMessage(99) } }
            Unit
        }

    @Test
    fun `a cancelled coroutine does not wait for the wallet`() =
        runBlocking {
            sandbox.switch(JSONObject("""{"user": "alice", "wallet": {"delay_ms": 60000}}"""))
            val asked = async(Dispatchers.Default) { runCatching { alice.knock.walletInfo() } }
            delay(200)
            asked.cancel()
            withTimeout(PATIENCE) { assertThrows<CancellationException> { asked.await() } }

            Cancellation().use { cancellation ->
                val again = async(Dispatchers.Default) { runCatching { alice.knock.walletInfo(cancellation) } }
                delay(200)
                cancellation.cancel()
                val ended = withTimeout(PATIENCE) { again.await() }
                assertTrue(ended.exceptionOrNull() is KnockException.Cancelled)
            }
        }

    @Test
    fun `events are a flow that starts and stops with its collector`() =
        runBlocking {
            val events = bob.knock.events()
            val message = async { events.filterIsInstance<KnockEvent.MessageReceived>().first().message }
            val listening = launch { bob.knock.listenUntilCancelled() }
            yield()
            alice.send(bob, "through a flow")
            assertEquals("through a flow", withTimeout(PATIENCE) { message.await() }.text)
            listening.cancel()
            listening.join()
        }

    @Test
    fun `a listener is called on a thread of the core's, and one that throws is told the next event`() =
        runBlocking {
            val threads = Channel<String>(Channel.UNLIMITED)
            val texts = Channel<String>(Channel.UNLIMITED)
            val listener =
                object : EventListener {
                    override fun onEvent(event: KnockEvent) {
                        threads.trySend(Thread.currentThread().name)
                        if (event is KnockEvent.MessageReceived) texts.trySend(event.message.text)
                        error("not declared")
                    }
                }
            bob.knock.subscribe(listener).use {
                alice.send(bob, "one")
                alice.send(bob, "two")
                bob.knock.catchUp(20_000uL)
                val heard = withTimeout(PATIENCE) { setOf(texts.receive(), texts.receive()) }
                assertEquals(setOf("one", "two"), heard)
                assertNotEquals(Thread.currentThread().name, threads.receive())
            }
        }

    @Test
    fun `a vault's own error is told by class, and what it throws otherwise is not repeated`() =
        runBlocking {
            val locked =
                object : MemoryVault() {
                    override fun `get`(name: SecretName): ByteArray? = throw VaultFailure.Locked()
                }
            assertThrows<KnockException.Locked> { runBlocking { Knock(alice.folder.path, locked).unlock() } }
            val broken =
                object : MemoryVault() {
                    override fun `get`(name: SecretName): ByteArray? = error("the secret is 1234")
                }
            val error = assertThrows<KnockException.Storage> { runBlocking { Knock(alice.folder.path, broken).unlock() } }
            assertFalse(error.text.contains("1234"))
        }

    @Test
    fun `a locked home says so and opens again`() =
        runBlocking {
            alice.knock.lock()
            assertThrows<KnockException.Locked> { runBlocking { alice.knock.contacts() } }
            alice.knock.unlock()
            assertEquals(listOf("bob"), alice.knock.contacts().map { it.name })
        }

    @Test
    fun `a woken process shows what came`() =
        runBlocking {
            alice.send(bob, "ding")
            val told = catchUp(bob.folder.path, bob.vault, 20_000uL)
            assertEquals(listOf("ding" to true), told.map { it.body to it.showsText })
        }

    @Test
    fun `a pushed payment is shown once, and the app finds it`() =
        runBlocking {
            val carol = Person.moveIn(sandbox, "carol", linked = false)
            carol.meet(bob)
            val comment = carol.send(bob, "pushed").comment
            val now = (System.currentTimeMillis() / 1000).toULong()
            val push: suspend (IncomingPayment) -> Notification? =
                { handlePaymentComment(bob.folder.path, bob.vault, it, 20_000uL) }
            val payment = IncomingPayment("07".repeat(32), 1000uL, now, comment)
            val told = push(payment)
            assertEquals("pushed" to carol.npub, told?.let { it.body to it.peer })
            assertEquals(told, push(payment))
            assertEquals(listOf("pushed"), bob.knock.messages(null, 9u).map { it.text })
            assertNull(push(IncomingPayment("08".repeat(32), 1000uL, now, "thanks")))
            carol.moveOut()
        }

    @Test
    fun `a shell's logger hears the core and no secret`() =
        runBlocking {
            val lines = LinkedBlockingQueue<Triple<LogLevel, String, String>>()
            val logger =
                object : Logger {
                    override fun log(
                        level: LogLevel,
                        target: String,
                        line: String,
                    ) {
                        lines.put(Triple(level, target, line))
                        error("a logger may throw")
                    }
                }
            val throwing =
                object : ProgressListener {
                    override fun onProgress(
                        done: ULong,
                        of: ULong,
                    ): Unit = error("not declared")
                }
            setUpLogging(LogLevel.DEBUG, logger)
            assertThrows<KnockException.InvalidInput> { setUpLogging(LogLevel.DEBUG) }
            alice.send(bob, "for your eyes only")
            alice.knock.backUp(alice.folder.resolve("backup").path, "correct horse", throwing)
            val heard = mutableListOf<Triple<LogLevel, String, String>>()
            while (heard.none { it.first == LogLevel.WARN && it.third == "a progress listener failed" }) {
                heard += checkNotNull(lines.poll(20, TimeUnit.SECONDS)) { "the logger hears nothing" }
            }
            assertTrue(heard.all { it.second.startsWith("knock_") })
            for (secret in listOf("for your eyes only", "correct horse", alice.knock.exportNsec())) {
                assertFalse(heard.toString().contains(secret))
            }
        }
}
