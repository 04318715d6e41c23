import Foundation

/// What is set for this device alone, not for the home.
public protocol Preferences: AnyObject, Sendable {
    /// Whether the app asks for the device's owner before it shows anything.
    var appLock: Bool { get set }
    /// How long the app may have been away without asking again, seconds.
    var appLockAfterSecs: UInt64 { get set }
    /// Whether the app's picture in the app switcher is covered.
    var hidesInAppSwitcher: Bool { get set }
    /// Whether the home is opened with the Breez wallet, where this build has it.
    var usesBreez: Bool { get set }
}

/// In the user defaults that app and extensions share.
public final class StoredPreferences: Preferences, @unchecked Sendable {
    // UserDefaults may be used from every thread.
    private let defaults: UserDefaults

    public init(_ defaults: UserDefaults) {
        self.defaults = defaults
        defaults.register(defaults: [Key.appLockAfterSecs: 60, Key.hidesInAppSwitcher: true])
    }

    private enum Key {
        static let appLock = "app_lock"
        static let appLockAfterSecs = "app_lock_after_secs"
        static let hidesInAppSwitcher = "hides_in_app_switcher"
        static let usesBreez = "uses_breez"
    }

    public var appLock: Bool {
        get { defaults.bool(forKey: Key.appLock) }
        set { defaults.set(newValue, forKey: Key.appLock) }
    }

    public var appLockAfterSecs: UInt64 {
        get { UInt64(max(0, defaults.integer(forKey: Key.appLockAfterSecs))) }
        set { defaults.set(Int(clamping: newValue), forKey: Key.appLockAfterSecs) }
    }

    public var hidesInAppSwitcher: Bool {
        get { defaults.bool(forKey: Key.hidesInAppSwitcher) }
        set { defaults.set(newValue, forKey: Key.hidesInAppSwitcher) }
    }

    public var usesBreez: Bool {
        get { defaults.bool(forKey: Key.usesBreez) }
        set { defaults.set(newValue, forKey: Key.usesBreez) }
    }
}
