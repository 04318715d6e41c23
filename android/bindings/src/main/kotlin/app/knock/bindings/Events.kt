package app.knock.bindings

import app.knock.ffi.EventListener
import app.knock.ffi.Knock
import app.knock.ffi.KnockEvent
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow

/**
 * Everything that happens while this is collected, in order. Each collector subscribes for itself, and
 * stops when it is cancelled.
 */
fun Knock.events(): Flow<KnockEvent> =
    callbackFlow {
        val subscription =
            subscribe(
                object : EventListener {
                    override fun onEvent(event: KnockEvent) {
                        // The buffer has no bound, so this fails only once nobody collects any more.
                        trySend(event)
                    }
                },
            )
        awaitClose { subscription.use { it.stop() } }
    }.buffer(Channel.UNLIMITED)
