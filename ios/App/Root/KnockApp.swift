import KnockKit
import SwiftUI

@main
struct KnockApp: App {
    @UIApplicationDelegateAdaptor private var delegate: AppDelegate

    var body: some Scene {
        WindowGroup {
            if let app = delegate.app {
                RootView(app: app)
            } else {
                ContentUnavailableView(
                    "root_no_group", systemImage: "exclamationmark.triangle",
                    description: Text("root_no_group_hint"))
            }
        }
        .backgroundTask(.appRefresh(BackgroundRefresh.identifier)) {
            await BackgroundRefresh.run()
        }
    }
}
