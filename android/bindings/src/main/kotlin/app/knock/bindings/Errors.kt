package app.knock.bindings

import app.knock.ffi.KnockException

/** The stable name of the error, for programs. */
val KnockException.kind: String
    get() =
        when (this) {
            is KnockException.InvalidInput -> kind
            is KnockException.NotFound -> kind
            is KnockException.Locked -> kind
            is KnockException.Network -> kind
            is KnockException.Rejected -> kind
            is KnockException.InsufficientFunds -> kind
            is KnockException.Storage -> kind
            is KnockException.Cancelled -> kind
            is KnockException.Internal -> kind
        }

/** What to tell people who read English; without secrets. */
val KnockException.text: String
    get() =
        when (this) {
            is KnockException.InvalidInput -> text
            is KnockException.NotFound -> text
            is KnockException.Locked -> text
            is KnockException.Network -> text
            is KnockException.Rejected -> text
            is KnockException.InsufficientFunds -> text
            is KnockException.Storage -> text
            is KnockException.Cancelled -> text
            is KnockException.Internal -> text
        }

/** Whether the same call may succeed later. */
val KnockException.isRetryable: Boolean
    get() = this is KnockException.Network && retryable
