import KnockFFI

/// How far something has come that takes a while.
public struct Transfer: Sendable, Hashable {
    public let done: UInt64
    /// 0 where that is not known.
    public let of: UInt64

    public init(done: UInt64, of: UInt64) {
        (self.done, self.of) = (done, of)
    }

    public static let begun = Transfer(done: 0, of: 0)

    /// From 0 to 1, where the whole is known.
    public var fraction: Double? { of == 0 ? nil : min(1, Double(done) / Double(of)) }
}

/// Brings progress from the core's thread to a screen.
final class TransferRelay: ProgressListener {
    private let tell: @MainActor @Sendable (Transfer) -> Void

    init(_ tell: @escaping @MainActor @Sendable (Transfer) -> Void) {
        self.tell = tell
    }

    func onProgress(done: UInt64, of: UInt64) throws {
        let tell = tell
        Task { @MainActor in tell(Transfer(done: done, of: of)) }
    }
}
