import BackgroundTasks
import KnockKit

/// Catching up with the wallet now and then, where no push wakes us. The system decides when: often for those who open
/// the app often, never where background refresh is switched off.
enum BackgroundRefresh {
    /// As in Info.plist.
    static let identifier = "app.knock.refresh"

    /// The system gives some 30 seconds.
    private static let limit = Duration.seconds(22)
    private static let earliest: TimeInterval = 15 * 60

    /// Asks for the next turn. A former wish is replaced.
    static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: earliest)
        // Refused on simulators, and where the user switched it off: then the next push or start catches up.
        try? BGTaskScheduler.shared.submit(request)
    }

    /// Works beside the app, whose own home is closed while it is in the background.
    static func run() async {
        schedule()
        guard let core = try? SharedHome.background() else { return }
        let caughtUp = try? await core.catchUp(within: limit)
        let notifications = SystemNotifications()
        for notification in caughtUp ?? [] {
            await notifications.show(NotificationContent(notification))
        }
    }
}
