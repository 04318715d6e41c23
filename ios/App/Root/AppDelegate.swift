import KnockKit
import UIKit
@preconcurrency import UserNotifications

/// Makes the app's parts before anything else happens, since a tap on a notification may be what starts it.
@MainActor
final class AppDelegate: NSObject, UIApplicationDelegate {
    /// Nothing where this build lacks the app group: there is then no place for a home.
    private(set) var app: AppModel?
    private var actions: NotificationActionHandler?

    func application(
        _ application: UIApplication,
        didFinishLaunchingWithOptions: [UIApplication.LaunchOptionsKey: Any]? = nil
    ) -> Bool {
        TemporaryFiles.removeAll()
        guard let homes = try? SharedHome.homes() else { return true }
        let app = AppModel(
            core: homes.core(), preferences: SharedHome.preferences, owner: DeviceOwnerCheck(),
            presenter: SystemNotifications(), homes: homes)
        let actions = NotificationActionHandler(app: app)
        let center = UNUserNotificationCenter.current()
        center.delegate = actions
        center.setNotificationCategories(NotificationActions.categories)
        (self.app, self.actions) = (app, actions)
        return true
    }
}
