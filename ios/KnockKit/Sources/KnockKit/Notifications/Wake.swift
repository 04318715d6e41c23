import Foundation

/// What a process does that was woken for a push: a notification extension, or the app in the background.
/// It always has something to show in the end, and leaves unfinished work to the app.
public struct Wake: Sendable {
    /// What the core has to show for a push, within the time given: nothing, one notification, or several.
    public typealias Handle = @Sendable (Push, Duration) async throws -> [KnockNotification]

    private let handle: Handle

    public init(_ core: BackgroundCore) {
        handle = { push, limit in
            switch push {
            case .payment(let payment): try await core.handle(payment, within: limit).map { [$0] } ?? []
            case .news: try await core.catchUp(within: limit)
            }
        }
    }

    init(handle: @escaping Handle) {
        self.handle = handle
    }

    /// What to show for a push. Nothing where there is nothing to tell: no knock, somebody muted or blocked, or read
    /// already. Where it fails, that something came.
    public func contents(for push: Push, within limit: Duration) async -> [NotificationContent] {
        let begin = ContinuousClock.now
        do {
            let told = try await handle(push, limit)
            // Not "nothing": the wallet hangs, and the push came for a reason.
            if told.isEmpty, ContinuousClock.now - begin > limit * 3 / 4 { return [.unread] }
            return told.map { NotificationContent($0) }
        } catch {
            return [.unread]
        }
    }
}
