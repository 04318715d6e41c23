import Foundation
import KnockKit

/// Where the home is: a folder and Keychain items that the app and its extensions share by the app group.
enum SharedHome {
    static let group = "group.app.knock"

    /// The user has not said yet what becomes of the account in the Keychain.
    struct Undecided: Error {}

    /// The app group is not in the entitlements of this build.
    struct NoGroup: Error {}

    static let vault = KeychainVault(group: group)

    /// This device's own settings, which the extensions read too.
    static var defaults: UserDefaults { UserDefaults(suiteName: group) ?? .standard }

    /// The home's folder, made where it is missing: readable from the phone's first unlock on, so that a knock can
    /// be shown while it is locked, and in no backup of the system's, which would know when one talks and how much.
    static func folder() throws -> URL {
        let files = FileManager.default
        guard let shared = files.containerURL(forSecurityApplicationGroupIdentifier: group) else {
            throw NoGroup()
        }
        var folder = shared.appending(path: "Home", directoryHint: .isDirectory)
        let protection = [
            FileAttributeKey.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication
        ]
        try files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: protection)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        return folder
    }

    static var preferences: StoredPreferences { StoredPreferences(defaults) }

    /// How the home is opened. Breez, where it is inside, has its folder in the home's: erasing takes both.
    static func homes() throws -> Homes {
        let folder = try folder()
        let apiKey = Bundle.main.object(forInfoDictionaryKey: "KnockBreezAPIKey") as? String
        let breez = breezWallet(
            apiKey: apiKey.flatMap { $0.isEmpty ? nil : $0 }, folder: folder.appending(path: "breez"))
        return Homes(folder: folder, vault: vault, preferences: preferences, breez: breez)
    }

    /// The core for a process that was only woken. What a former installation left in the Keychain is not opened there:
    /// the app asks first.
    static func background() throws -> BackgroundCore {
        let homes = try homes()
        if try homes.installation.holdsStranger() { throw Undecided() }
        return homes.background()
    }
}
