package app.knock.robolectric

import android.os.Looper
import app.knock.bindings.PATIENCE
import app.knock.bindings.Person
import app.knock.bindings.Sandbox
import app.knock.core.NewContact
import app.knock.core.NewIdentity
import app.knock.platform.KnockApplication
import app.knock.platform.Opening
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.time.Duration

/** Bob, whose core is in the app; and the looper that a test must turn by hand. */
class OnPhone(
    val sandbox: Sandbox,
) {
    val app = RuntimeEnvironment.getApplication() as KnockApplication
    val core get() = app.core
    val npub: String

    init {
        eventually("the home is opened") { app.opening.state.value is Opening.State.Done }
        npub =
            doing {
                val user = sandbox.createUser("bob", 100_000)
                val settings =
                    core.home.defaultSettings().copy(
                        relays = listOf(sandbox.relayUrl),
                        lightningAddress = user.lightningAddress,
                        searchDirectory = false,
                        allowLocal = true,
                    )
                core.home.create(NewIdentity, settings).npub.also { core.purse.link(user.walletUri) }
            }
    }

    fun meet(
        person: Person,
        name: String = person.user.name,
    ) = doing {
        val card = person.knock.card()
        core.people.add(NewContact(card.link, name, person.user.lightningAddress))
        person.knock.addContact(NewContact(core.identity.card().link, "bob", core.identity.card().lightningAddress))
    }

    /** Runs it elsewhere, and what the main thread has to do meanwhile on this one. */
    fun <T> doing(work: suspend () -> T): T {
        val scope = CoroutineScope(Dispatchers.Default)
        val result = scope.async { work() }
        eventually("the work is done") { result.isCompleted }
        return runBlocking { result.await() }
    }

    companion object {
        /** What the main thread has to do now, and what that leads to soon. */
        fun settle() =
            repeat(SETTLING) {
                turn()
            }

        fun eventually(
            what: String,
            holds: () -> Boolean,
        ) {
            val until = System.nanoTime() + PATIENCE.inWholeNanoseconds
            while (!holds()) {
                check(System.nanoTime() < until) { "it did not happen: $what" }
                turn()
            }
        }

        /** Android's clock stands still in a test, but for what it is moved by. */
        private fun turn() {
            Thread.sleep(PAUSE)
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(PAUSE))
        }

        private const val PAUSE = 5L
        private const val SETTLING = 40
    }
}
