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
    /// How far the backup is that is being written.
    public private(set) var transfer: Transfer?
    /// Everything is gone from this phone.
    public private(set) var isErased = false
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let owner: any OwnerCheck
    private let erased: @MainActor () async -> Void

    /// NIP-49 leaves the length to us: shorter ones are found by trying.
    public static let shortestPassword = 10

    public init(
        core: any OwnGateway, owner: any OwnerCheck, erased: @escaping @MainActor () async -> Void = {}
    ) {
        self.core = core
        self.owner = owner
        self.erased = erased
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

    /// Writes everything into a sealed file in this folder, and tells where: whoever has it and the passphrase is the
    /// user. It ends with the task.
    public func backUp(into folder: URL, named name: String) async -> URL? {
        guard canLock, await isOwner() else { return nil }
        let url = folder.appending(path: name)
        (isBusy, transfer, problem) = (true, .begun, nil)
        defer { (isBusy, transfer) = (false, nil) }
        let progress = TransferRelay { [weak self] transfer in
            if self?.isBusy == true { self?.transfer = transfer }
        }
        return await attempt {
            _ = try await core.backUp(path: url.path, passphrase: password, progress: progress)
            (password, passwordAgain) = ("", "")
            return url
        }
    }

    /// Deletes the account from this phone: messages, keys, files. The view asks first.
    public func erase() async {
        guard !isBusy, await isOwner() else { return }
        isBusy = true
        defer { isBusy = false }
        await attempt {
            try await core.erase()
            isErased = true
        }
        if isErased { await erased() }
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
        guard await isOwner() else { return }
        do {
            shown = try await secret()
        } catch {
            problem = .error(error)
        }
    }

    /// A device without a passcode cannot ask; whoever holds it could read everything anyway.
    private func isOwner() async -> Bool {
        guard await owner.isAvailable() else { return true }
        return await owner.confirm(reason: .of(.lockReasonSecret))
    }
}
