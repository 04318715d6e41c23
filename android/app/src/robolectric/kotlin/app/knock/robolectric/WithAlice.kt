package app.knock.robolectric

import app.knock.bindings.Person
import app.knock.bindings.Sandbox
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Before

/** Bob's phone and Alice, who know each other; he calls her by this name. */
abstract class WithAlice(
    private val name: String,
) {
    protected lateinit var sandbox: Sandbox
    protected lateinit var bob: OnPhone
    protected lateinit var alice: Person

    @Before
    fun moveIn() {
        sandbox = Sandbox()
        bob = OnPhone(sandbox)
        alice = runBlocking { Person.moveIn(sandbox, "alice") }
        bob.meet(alice, name)
    }

    @After
    fun moveOut() {
        bob.doing { alice.moveOut() }
        bob.doing { bob.core.home.lock() }
        sandbox.close()
    }
}
