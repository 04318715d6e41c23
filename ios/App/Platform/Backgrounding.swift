import UIKit

/// Time to finish with, after the user has left the app.
@MainActor
final class Backgrounding {
    private var assertion = UIBackgroundTaskIdentifier.invalid

    /// Keeps the app awake while this runs, for half a minute at most: that is the system's rule. What is not
    /// finished by then is stored, and goes on with the next start.
    static func stayingAwake(_ work: () async -> Void) async {
        let backgrounding = Backgrounding()
        backgrounding.begin()
        await work()
        backgrounding.end()
    }

    private func begin() {
        assertion = UIApplication.shared.beginBackgroundTask { self.end() }
    }

    private func end() {
        guard assertion != .invalid else { return }
        UIApplication.shared.endBackgroundTask(assertion)
        assertion = .invalid
    }
}
