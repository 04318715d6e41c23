package app.knock.platform.listening

import app.knock.core.ListeningEnded
import app.knock.core.Receiving
import app.knock.platform.Opening
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/**
 * Takes knocks, and sends what is to be sent, for as long as anybody holds it: a window, the service.
 *
 * The core waits for an unreachable wallet by itself. Where it gives up (the link was revoked, say), it is begun again
 * after a pause that grows: the user may mend it meanwhile.
 */
class Listening(
    private val receiving: Receiving,
    private val opening: Opening,
    private val scope: CoroutineScope,
) {
    private val holders = HashSet<Any>()
    private var job: Job? = null

    val isHeld get() = holders.isNotEmpty()

    fun hold(holder: Any) {
        holders += holder
        if (job?.isActive != true) job = scope.launch { listenAgainAndAgain() }
    }

    fun release(holder: Any) {
        holders -= holder
        if (holders.isEmpty()) {
            job?.cancel()
            job = null
        }
    }

    private suspend fun listenAgainAndAgain() {
        if (!opening.opened()) return
        var pause = FIRST_PAUSE
        while (true) {
            val began = System.nanoTime()
            listenUntilItEnds()
            // What held for long was well.
            pause = if (System.nanoTime() - began > LONG_NANOS) FIRST_PAUSE else pause
            delay(pause)
            pause = (pause * 2).coerceAtMost(LONGEST_PAUSE)
        }
    }

    private suspend fun listenUntilItEnds() {
        val listener = scope.launch { receiving.listen() }
        try {
            receiving.events().filterIsInstance<ListeningEnded>().first()
        } finally {
            listener.cancel()
        }
    }

    private companion object {
        const val FIRST_PAUSE = 2_000L
        const val LONGEST_PAUSE = 5 * 60_000L
        const val LONG_NANOS = 60_000_000_000L
    }
}
