package app.knock.bindings

import app.knock.ffi.Knock
import kotlinx.coroutines.awaitCancellation

/** Takes knocks as they land, until the coroutine is cancelled. */
suspend fun Knock.listenUntilCancelled(): Nothing =
    listen().use { handle ->
        try {
            awaitCancellation()
        } finally {
            handle.stop()
        }
    }
