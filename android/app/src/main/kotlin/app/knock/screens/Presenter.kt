package app.knock.screens

import app.knock.core.CoreException
import app.knock.core.FailureClass
import app.knock.core.failure
import app.knock.text.Phrase
import app.knock.text.phrase
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * A screen's thinking: takes what the user does, gives what is to be seen. It lives as long as its destination is
 * on the back stack, so a turned phone keeps it. Free of Android.
 */
abstract class Presenter<S, E>(
    first: S,
    protected val scope: CoroutineScope,
) : AutoCloseable {
    private val shown = MutableStateFlow(first)
    private val noticed = MutableStateFlow<Phrase?>(null)
    private val asked = MutableStateFlow<Ask<E>?>(null)
    private val turn = Mutex()

    val state: StateFlow<S> = shown

    /** A short word at the bottom of the screen: what did not work, or that it did. */
    val notice: StateFlow<Phrase?> = noticed

    /** A question above the screen. */
    val question: StateFlow<Ask<E>?> = asked

    abstract fun onEvent(event: E)

    fun onNoticeSeen() {
        noticed.value = null
    }

    /** Null where the user turned away from the question. */
    fun onAnswer(event: E?) {
        asked.value = null
        event?.let(::onEvent)
    }

    protected fun show(change: (S) -> S) = shown.update(change)

    protected fun tell(phrase: Phrase) {
        noticed.value = phrase
    }

    protected fun ask(question: Ask<E>) {
        asked.value = question
    }

    /** Does something that may fail; a failure is told, or handled where the screen knows better. */
    protected fun attempt(
        failed: (CoreException) -> Unit = ::tellFailure,
        work: suspend () -> Unit,
    ): Job =
        scope.launch {
            try {
                work()
            } catch (error: CoreException) {
                failed(error)
            }
        }

    /** Reads what is to be shown, one after another: what was read first is never shown last. */
    protected suspend fun inTurn(read: suspend () -> Unit) = turn.withLock { read() }

    /** What the user gave up is no failure. */
    protected fun tellFailure(error: CoreException) {
        if (error.failure.of != FailureClass.CANCELLED) tell(error.phrase())
    }

    override fun close() = scope.cancel()
}
