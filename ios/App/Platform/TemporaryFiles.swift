import Foundation

/// Files in clear, for the moment in which the user looks at one or moves it elsewhere. Whoever makes one removes it;
/// what a kill left is removed at the next start.
enum TemporaryFiles {
    /// Readable only while the phone is unlocked.
    static func folder() -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "Shown", directoryHint: .isDirectory)
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.complete])
        return folder
    }

    static func removeAll() {
        try? FileManager.default.removeItem(at: folder())
    }
}
