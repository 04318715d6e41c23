import Foundation

/// What a process does that was woken for a push: a notification extension, or the app in the background.
/// It always has something to show in the end, and leaves unfinished work to the app.
public struct Wake: Sendable {
    /// What a payment push tells of.
    public typealias Handle = @Sendable (IncomingPayment, Duration) async throws -> KnockNotification?

    private let handle: Handle

    public init(_ core: BackgroundCore) {
        handle = { try await core.handle($0, within: $1) }
    }

    init(handle: @escaping Handle) {
        self.handle = handle
    }

    /// What to show for a settled payment. Nothing where there is nothing to tell: no knock, somebody muted
    /// or blocked, or read already. Where it fails, that something came.
    public func content(for payment: IncomingPayment, within limit: Duration) async -> NotificationContent? {
        do {
            return try await handle(payment, limit).map { NotificationContent($0) }
        } catch {
            return .unread
        }
    }
}
