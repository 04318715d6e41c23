package app.knock.platform

import app.knock.core.CoreException
import app.knock.core.Failure
import app.knock.core.Home
import app.knock.core.failure
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** Opens the home when the process begins, and tells how far that is. */
class Opening(
    private val home: Home,
    private val scope: CoroutineScope,
) {
    sealed interface State {
        data object Working : State

        /** Nobody lives here yet, or somebody does and the home is open. */
        data object Done : State

        data class Failed(
            val failure: Failure,
        ) : State
    }

    private val now = MutableStateFlow<State?>(null)
    val state: StateFlow<State?> = now

    /** Does nothing where it is being done or was done. */
    fun open() {
        if (now.value == State.Working || now.value == State.Done) return
        now.value = State.Working
        scope.launch {
            now.value =
                try {
                    if (home.hasIdentity()) home.unlock()
                    State.Done
                } catch (error: CoreException) {
                    State.Failed(error.failure)
                }
        }
    }

    /** Waits until the home is open; false where it cannot be opened or nobody lives there. */
    suspend fun opened(): Boolean {
        open()
        state.first { it == State.Done || it is State.Failed }
        return home.isUnlocked
    }
}
