/// Asks for the device's owner: face, finger or passcode. The app does it with LocalAuthentication.
public protocol OwnerCheck: Sendable {
    /// Whether the device can ask at all.
    func isAvailable() async -> Bool
    /// Returns whether it was the owner; `reason` is shown.
    func confirm(reason: Phrase) async -> Bool
}

/// When the owner must be asked again.
struct AppLock {
    let preferences: any Preferences
    private var leftAt: UInt64?
    /// Not yet: the app was started just now.
    private var wasConfirmed = false

    init(_ preferences: any Preferences) {
        self.preferences = preferences
    }

    mutating func left(at secs: UInt64) {
        leftAt = leftAt ?? secs
    }

    mutating func confirmed() {
        wasConfirmed = true
        leftAt = nil
    }

    /// A clock that was set back counts as a long time.
    func mustAsk(at secs: UInt64) -> Bool {
        guard preferences.appLock else { return false }
        guard wasConfirmed else { return true }
        guard let leftAt else { return false }
        return secs < leftAt || secs - leftAt >= preferences.appLockAfterSecs
    }
}
