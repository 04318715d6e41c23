package app.knock.navigation

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update

/** The back stack: the last one is on the screen. Never empty. */
class Navigator(
    start: List<Destination>,
) {
    private val stack = MutableStateFlow(start.ifEmpty { listOf(Destination.Welcome) })
    val destinations: StateFlow<List<Destination>> = stack

    val current get() = stack.value.last()

    /** Goes there; where one is there already, comes back to it instead of having it twice. */
    fun open(destination: Destination) =
        stack.update { if (destination in it) it.take(it.indexOf(destination) + 1) else it + destination }

    /** Takes the place of the screen that is shown: it is done and not to be come back to. */
    fun replace(destination: Destination) {
        stack.update { it.dropLast(1).ifEmpty { listOf(destination) } }
        stack.update { if (it.last() == destination) it else it.filter { other -> other != destination } + destination }
    }

    /** Forgets where the user came from. */
    fun reset(vararg destinations: Destination) = stack.update { destinations.toList().ifEmpty { it } }

    /** False where there is nothing to go back to: the app is left. */
    fun back(): Boolean {
        val before = stack.value
        if (before.size > 1) stack.value = before.dropLast(1)
        return before.size > 1
    }

    /** For a process that may be killed. */
    fun save(): String = stack.value.joinToString("\n") { it.save() }

    companion object {
        /** What [save] gave; what cannot be understood is left out. */
        fun restore(saved: String?): Navigator? {
            val stack = saved.orEmpty().lines().mapNotNull(::restoreDestination)
            return stack.takeIf { it.isNotEmpty() }?.let(::Navigator)
        }
    }
}
