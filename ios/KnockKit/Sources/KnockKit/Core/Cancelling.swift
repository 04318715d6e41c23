import KnockFFI

/// Makes a call of the core's end with the task that waits for it, which it does not do by itself:
///
///     let info = try await cancelling { try await knock.walletInfo(cancel: $0) }
public func cancelling<T: Sendable>(
    _ call: @Sendable (Cancellation) async throws -> T
) async throws -> T {
    let cancellation = Cancellation()
    do {
        return try await withTaskCancellationHandler {
            try await call(cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    } catch KnockError.Cancelled {
        throw CancellationError()
    }
}
