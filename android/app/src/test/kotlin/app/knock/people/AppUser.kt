package app.knock.people

import app.knock.bindings.MemoryVault
import app.knock.bindings.PATIENCE
import app.knock.bindings.Sandbox
import app.knock.core.BuiltInWallet
import app.knock.core.Core
import app.knock.core.EventSigner
import app.knock.core.NewIdentity
import app.knock.core.Settings
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.AppParts
import app.knock.screens.Presenter
import app.knock.screens.Presenters
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import java.nio.file.Files
import java.util.concurrent.Executors

/** Somebody who uses the app: the real core in a folder of its own, all presenters, and a phone that does as told. */
class AppUser private constructor(
    private val sandbox: Sandbox,
    private val user: Sandbox.User?,
    private val signer: EventSigner?,
) : AutoCloseable {
    private val folder = Files.createTempDirectory("knock").toFile()!!
    private val vault = MemoryVault()

    /** As on a phone, all presenters run on one thread. */
    private val thread = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    private var lasting = newScope()
    val phone = FakePhone()
    val device = FakeDevice()
    val push = FakePush()

    /** What this build has inside; seen when the process begins. */
    var breez: BuiltInWallet? = null
    lateinit var core: Core
        private set
    lateinit var navigator: Navigator
        private set
    private lateinit var presenters: Presenters

    val address get() = user?.lightningAddress
    val walletUri get() = user?.walletUri

    private fun newScope() = CoroutineScope(SupervisorJob() + thread)

    private fun begin() {
        core = Core.of(folder.path, vault, signer, breez, device.values.value.usesBreez)
        navigator = Navigator(listOf(Destination.Welcome))
        presenters = Presenters(AppParts(core, phone, device, push, navigator, ::newScope, lasting))
    }

    /** The sandbox's relay, and no others. */
    suspend fun useSandbox(change: (Settings) -> Settings = { it }) {
        val settings = core.preferences.settings()
        core.preferences.setSettings(
            change(settings.copy(relays = listOf(sandbox.relayUrl), searchDirectory = false, allowLocal = true)),
        )
    }

    fun listen() = lasting.launch { core.receiving.listen() }

    /** The presenter of a screen, made where it is not there yet. */
    @Suppress("UNCHECKED_CAST")
    suspend fun <P : Presenter<*, *>> at(destination: Destination): P = onThread { presenters.at(destination) as P }

    suspend fun <T> onThread(work: suspend () -> T): T = withContext(thread) { work() }

    suspend fun <S, E> tap(
        presenter: Presenter<S, E>,
        event: E,
    ) = onThread { presenter.onEvent(event) }

    /** The same phone after its process was killed: only what is stored is there. */
    suspend fun restart() {
        val stack = navigator.save()
        lasting.cancel()
        onThread { presenters.keep(emptyList()) }
        core.home.lock()
        lasting = newScope()
        begin()
        core.home.unlock()
        navigator.reset(*Navigator.restore(stack)!!.destinations.value.toTypedArray())
    }

    override fun close() =
        runBlocking {
            lasting.cancel()
            onThread { presenters.keep(emptyList()) }
            if (core.home.isUnlocked) core.home.lock()
            thread.close()
            folder.deleteRecursively()
            Unit
        }

    companion object {
        /** Nobody has moved in yet. */
        fun new(
            sandbox: Sandbox,
            name: String? = null,
            balanceSat: Long = 100_000,
            signer: EventSigner? = null,
        ) = AppUser(sandbox, name?.let { sandbox.createUser(it, balanceSat) }, signer).apply { begin() }

        /** Moved in, with a wallet of the sandbox where it is [linked]. */
        suspend fun moveIn(
            sandbox: Sandbox,
            name: String,
            linked: Boolean = true,
            balanceSat: Long = 100_000,
        ): AppUser {
            val person = new(sandbox, name, balanceSat)
            val settings =
                person.core.home.defaultSettings().copy(
                    relays = listOf(sandbox.relayUrl),
                    lightningAddress = person.address,
                    searchDirectory = false,
                    allowLocal = true,
                )
            person.core.home.create(NewIdentity, settings)
            if (linked) person.core.purse.link(person.walletUri!!)
            person.navigator.reset(Destination.Conversations())
            if (linked) person.listen()
            return person
        }
    }
}

/** Waits until the screen shows it. */
suspend fun <S> StateFlow<S>.until(what: (S) -> Boolean): S =
    try {
        withTimeout(PATIENCE) { first(what) }
    } catch (_: kotlinx.coroutines.TimeoutCancellationException) {
        throw AssertionError("never shown; shown is $value")
    }

/** Runs with a sandbox of its own. */
fun <T> withSandbox(test: suspend (Sandbox) -> T) {
    Sandbox().use { runBlocking { test(it) } }
}
