import Foundation

/// Whether the account in the Keychain belongs to this installation of the app.
///
/// The system deletes an app's folders with the app, but not its Keychain items. So after installing Knock anew there
/// may be a key without messages, contacts and settings. Opened silently, that would be an account which hears nothing,
/// since its relays are forgotten; wiped silently, it could be the only copy of its key. So the user is asked, and a file
/// beside the database says that this was answered. Until then nothing opens the home, extensions included.
public struct Installation: Sendable {
    private let mark: URL
    private let vault: any KeyVault

    public init(folder: URL, vault: any KeyVault) {
        mark = folder.appending(path: "installed")
        self.vault = vault
    }

    /// Whether somebody lives here of whom this installation knows nothing.
    public func holdsStranger() throws -> Bool {
        if FileManager.default.fileExists(atPath: mark.path) { return false }
        return try vault.get(name: .identityKey) != nil || vault.get(name: .remoteSigner) != nil
    }

    /// Whoever lives here now is the one who should. Written again after each erasing, which takes the folder along.
    func settle() throws {
        if FileManager.default.fileExists(atPath: mark.path) { return }
        try Data().write(to: mark)
    }
}
