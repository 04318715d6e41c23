import Foundation
import KnockKit
import Testing

extension Formats {
    /// English of the United States, in UTC, five minutes after noon.
    static let test: Formats = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.locale = Locale(identifier: "en_US")
        calendar.timeZone = TimeZone(identifier: "UTC")!
        return Formats(locale: Locale(identifier: "en_US"), calendar: calendar) {
            Date(timeIntervalSince1970: TimeInterval(noon + 300))
        }
    }()
}

/// Waits until it is so. Fails where it does not come true in a time that is long for loopback.
@MainActor
func eventually(
    _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
) async rethrows {
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
        if try await isSo() { return }
        try? await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(what ?? "what was waited for did not happen", sourceLocation: sourceLocation)
}

/// Runs a screen as its view does, as long as the test looks at it.
@MainActor
func running(_ run: @escaping @MainActor () async -> Void, _ test: () async throws -> Void) async rethrows {
    let screen = Task { await run() }
    defer { screen.cancel() }
    try await test()
}

/// A folder for a test, which is gone after it. The database's files go while its last reader does.
@MainActor
func withTemporaryFolder(_ test: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await test(folder)
    await eventually("the folder can be deleted") {
        try? FileManager.default.removeItem(at: folder)
        return !FileManager.default.fileExists(atPath: folder.path)
    }
}

/// An owner who is there, or is not.
final class FakeOwner: OwnerCheck, @unchecked Sendable {
    private let lock = NSLock()
    private var answer: Bool
    private var asked: [Phrase] = []
    private let available: Bool

    init(answers answer: Bool = true, available: Bool = true) {
        self.answer = answer
        self.available = available
    }

    var reasons: [Phrase] { lock.withLock { asked } }

    func answers(_ answer: Bool) { lock.withLock { self.answer = answer } }

    func isAvailable() async -> Bool { available }

    func confirm(reason: Phrase) async -> Bool {
        lock.withLock {
            asked.append(reason)
            return answer
        }
    }
}

/// Preferences that are forgotten.
func forgottenPreferences() -> StoredPreferences {
    StoredPreferences(UserDefaults(suiteName: "knock-\(UUID())")!)
}

/// Keeps what would be shown.
actor FakePresenter: NotificationPresenter {
    private(set) var shown: [NotificationContent] = []
    private(set) var removed: [String] = []
    private(set) var badge = -1

    func show(_ content: NotificationContent) { shown.append(content) }
    func remove(thread: String) { removed.append(thread) }
    func setBadge(_ count: Int) { badge = count }
}
