import Foundation
import KnockKit
@preconcurrency import UserNotifications

/// Turns a push into the message that it tells of. The system gives 24 MB and 30 seconds; the core does the work, and
/// whatever it leaves undone the app goes on with.
final class NotificationService: UNNotificationServiceExtension {
    /// Less than the system's 30, for opening and closing the home around the work.
    private static let limit = Duration.seconds(24)

    private var answer: Answer?
    private var work: Task<Void, Never>?

    override func didReceive(
        _ request: UNNotificationRequest,
        withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
    ) {
        let answer = Answer(contentHandler)
        self.answer = answer
        let push = Push(request.content.userInfo)
        work = Task {
            var contents = await Self.contents(for: push)
            // The push itself becomes the newest message; the others are shown beside it.
            let newest = contents.popLast()
            for content in contents { await SystemNotifications().show(content) }
            answer.give(await newest?.forSystem() ?? .quiet)
        }
    }

    /// Out of time: that something came is all that can be said.
    override func serviceExtensionTimeWillExpire() {
        work?.cancel()
        answer?.give(.generic)
    }

    private static func contents(for push: Push) async -> [NotificationContent] {
        guard let core = try? SharedHome.background() else { return [.unread] }
        return await Wake(core).contents(for: push, within: limit)
    }
}

extension UNNotificationContent {
    /// "New message", and nothing of the push's own text.
    fileprivate static var generic: UNNotificationContent {
        let content = UNMutableNotificationContent()
        content.title = NotificationContent.unread.title.localized
        content.body = NotificationContent.unread.body.localized
        content.sound = .default
        return content
    }

    /// A push must show something. Where there is nothing to tell, it is told without a sound and below the others.
    fileprivate static var quiet: UNNotificationContent {
        let content = UNMutableNotificationContent()
        content.title = NotificationContent.unread.title.localized
        content.body = String(localized: "notification_nothing_new")
        content.interruptionLevel = .passive
        return content
    }
}

/// Gives the system one answer, whoever has it first: the work, or the clock.
private final class Answer: @unchecked Sendable {
    private let lock = NSLock()
    private var handler: ((UNNotificationContent) -> Void)?

    init(_ handler: @escaping (UNNotificationContent) -> Void) {
        self.handler = handler
    }

    func give(_ content: UNNotificationContent) {
        lock.lock()
        let handler = self.handler
        self.handler = nil
        lock.unlock()
        handler?(content)
    }
}
