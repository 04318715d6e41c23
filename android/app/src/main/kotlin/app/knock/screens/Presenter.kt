package app.knock.screens

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update

/**
 * A screen's thinking: takes what the user does, gives what is to be seen. It lives as long as its destination is
 * on the back stack, so a turned phone keeps it. Free of Android.
 */
abstract class Presenter<S, E>(
    first: S,
    protected val scope: CoroutineScope,
) : AutoCloseable {
    private val shown = MutableStateFlow(first)
    val state: StateFlow<S> = shown

    abstract fun onEvent(event: E)

    protected fun show(change: (S) -> S) = shown.update(change)

    override fun close() = scope.cancel()
}
