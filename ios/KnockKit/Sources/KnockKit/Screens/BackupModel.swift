import Foundation
import Observation

/// Taking the identity elsewhere. Secrets are shown to the device's owner alone, and only while the screen
/// is there.
@MainActor @Observable
public final class BackupModel: Screen {
    public enum Secret: Hashable, Sendable {
        case words([String])
        case nsec(String)
        /// Locked with a password (NIP-49).
        case ncryptsec(String)
    }

    public private(set) var shown: Secret?
    public var password = ""
    public var passwordAgain = ""
    public private(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let owner: any OwnerCheck

    /// NIP-49 leaves the length to us: shorter ones are found by trying.
    public static let shortestPassword = 10

    public init(core: any OwnGateway, owner: any OwnerCheck) {
        self.core = core
        self.owner = owner
    }

    public var passwordProblem: Phrase? {
        if password.isEmpty { return nil }
        if password.count < Self.shortestPassword {
            return .of(.backupPasswordShort, .number(Self.shortestPassword))
        }
        return passwordAgain.isEmpty || password == passwordAgain ? nil : .of(.backupPasswordsDiffer)
    }

    public var canLock: Bool {
        password.count >= Self.shortestPassword && password == passwordAgain && !isBusy
    }

    public func showWords() async {
        await show {
            guard let words = try await core.seedWords() else {
                problem = .of(.backupNoWords)
                return nil
            }
            return .words(words.split(separator: " ").map(String.init))
        }
    }

    public func showKey() async {
        await show { .nsec(try await core.exportNsec()) }
    }

    public func lockKey() async {
        guard canLock else { return }
        await show { .ncryptsec(try await core.exportNcryptsec(password: password)) }
        (password, passwordAgain) = ("", "")
    }

    /// The screen is left, or the app is.
    public func hide() {
        (shown, password, passwordAgain) = (nil, "", "")
    }

    private func show(_ secret: () async throws -> Secret?) async {
        guard !isBusy else { return }
        isBusy = true
        problem = nil
        defer { isBusy = false }
        // A device without a passcode cannot ask; whoever holds it could read everything anyway.
        if await owner.isAvailable() {
            guard await owner.confirm(reason: .of(.lockReasonSecret)) else { return }
        }
        do {
            shown = try await secret()
        } catch {
            problem = .error(error)
        }
    }
}
