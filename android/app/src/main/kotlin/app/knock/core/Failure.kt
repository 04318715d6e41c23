package app.knock.core

import app.knock.ffi.KnockException

/** What the core throws; [failure] says what it is. */
typealias CoreException = KnockException

/** What somebody can do about it. */
enum class FailureClass { INPUT, NOT_FOUND, LOCKED, TRY_AGAIN, NETWORK, REJECTED, FUNDS, STORAGE, CANCELLED, INTERNAL }

/** Why it did not work. [kind] is stable and picks the words; [detail] is the core's own English, without secrets. */
data class Failure(
    val of: FailureClass,
    val kind: String,
    val detail: String,
)

val CoreException.failure: Failure
    get() =
        when (this) {
            is KnockException.InvalidInput -> Failure(FailureClass.INPUT, kind, text)
            is KnockException.NotFound -> Failure(FailureClass.NOT_FOUND, kind, text)
            is KnockException.Locked -> Failure(FailureClass.LOCKED, kind, text)
            is KnockException.Network ->
                Failure(if (retryable) FailureClass.TRY_AGAIN else FailureClass.NETWORK, kind, text)
            is KnockException.Rejected -> Failure(FailureClass.REJECTED, kind, text)
            is KnockException.InsufficientFunds -> Failure(FailureClass.FUNDS, kind, text)
            is KnockException.Storage -> Failure(FailureClass.STORAGE, kind, text)
            is KnockException.Cancelled -> Failure(FailureClass.CANCELLED, kind, text)
            is KnockException.Internal -> Failure(FailureClass.INTERNAL, kind, text)
        }
