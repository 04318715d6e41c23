import KnockFFI

extension Knock {
    /// Everything that happens from now on, in order. Each stream subscribes for itself and stops
    /// when its consumer does.
    public func events() throws -> AsyncStream<KnockEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: KnockEvent.self)
        let subscription = try subscribe(listener: StreamListener(continuation))
        continuation.onTermination = { _ in subscription.stop() }
        return stream
    }

    /// Takes knocks as they land, until the task is cancelled.
    public func listenUntilCancelled() async throws {
        let listening = try listen()
        let (forever, _) = AsyncStream.makeStream(of: Never.self)
        // Ends with the task's cancellation only: nothing is ever sent.
        for await _ in forever {}
        listening.stop()
    }
}

/// Brings events from the core's thread into a stream.
private final class StreamListener: EventListener {
    private let continuation: AsyncStream<KnockEvent>.Continuation

    init(_ continuation: AsyncStream<KnockEvent>.Continuation) {
        self.continuation = continuation
    }

    func onEvent(event: KnockEvent) {
        continuation.yield(event)
    }
}
