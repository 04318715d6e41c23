@preconcurrency import Intents
import KnockKit
@preconcurrency import UserNotifications

/// The system's notifications, shown by the app itself: while it runs, or after it caught up.
struct SystemNotifications: NotificationPresenter {
    private var center: UNUserNotificationCenter { .current() }

    func show(_ content: NotificationContent) async {
        let content = (id: content.id, system: await content.forSystem())
        try? await center.add(
            UNNotificationRequest(identifier: content.id, content: content.system, trigger: nil))
    }

    /// Also from the system's memory of who wrote to whom, which a read conversation needs no more.
    func remove(thread: String) async {
        let shown = await withCheckedContinuation { continuation in
            center.getDeliveredNotifications { notifications in
                let requests = notifications.map(\.request)
                let ofThread = requests.filter { $0.content.threadIdentifier == thread }
                continuation.resume(returning: ofThread.map(\.identifier))
            }
        }
        center.removeDeliveredNotifications(withIdentifiers: shown)
        try? await INInteraction.delete(with: thread)
    }

    func setBadge(_ count: Int) async {
        try? await center.setBadgeCount(count)
    }

    /// Asks once, in the moment when there is somebody to be told of.
    func askForPermission() async -> Bool {
        (try? await center.requestAuthorization(options: [.alert, .sound, .badge])) ?? false
    }
}
