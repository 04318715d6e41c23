import Foundation
import Observation

/// Moving in: a new identity, or one that the user has.
@MainActor @Observable
public final class WelcomeModel: BusyScreen {
    public enum Step: Hashable, Sendable {
        case choose
        case restoreWords
        case importKey
        /// The key stays in a remote signer (NIP-46): this phone can send, and not receive.
        case remoteSigner
        case restoreBackup
        /// The words of a new identity, shown once.
        case writeDown(words: [String])
        case done
    }

    public var step: Step = .choose {
        didSet { if step != oldValue { problem = nil } }
    }
    /// The words, separated by any space.
    public var words = ""
    /// nsec, ncryptsec or hexadecimal digits.
    public var key = ""
    /// The password of an ncryptsec.
    public var password = ""
    /// `bunker://…`. Whoever has it may ask the signer, so it is wiped once it is connected.
    public var signerLink = ""
    /// The backup that was chosen, and what it is locked with.
    public var backupFile: URL?
    public var passphrase = ""
    /// How far a backup is read.
    public private(set) var transfer: Transfer?
    public internal(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let settings: HomeSettings
    private let movedIn: @MainActor () async -> Void

    /// `settings` are what the home begins with.
    public init(
        core: any OwnGateway, settings: HomeSettings = firstSettings,
        movedIn: @escaping @MainActor () async -> Void
    ) {
        self.core = core
        self.settings = settings
        self.movedIn = movedIn
    }

    /// Whether the key that was typed is locked with a password (NIP-49).
    public var needsPassword: Bool {
        key.trimmingCharacters(in: .whitespaces).lowercased().hasPrefix("ncryptsec1")
    }

    public var wordCount: Int { words.split(whereSeparator: \.isWhitespace).count }

    public var canRestoreWords: Bool { [12, 15, 18, 21, 24].contains(wordCount) && !isBusy }

    public var canImportKey: Bool {
        !key.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty && (!needsPassword || !password.isEmpty)
            && !isBusy
    }

    /// A new identity. Its words are shown next.
    public func createNew() async {
        guard let created = await create(.new) else { return }
        let words = created.words?.split(separator: " ").map(String.init) ?? []
        step = .writeDown(words: words)
    }

    public func restoreWords() async {
        let typed = words.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        await moveIn(.import(secret: typed, password: nil))
    }

    public func importKey() async {
        let typed = key.trimmingCharacters(in: .whitespacesAndNewlines)
        await moveIn(.import(secret: typed, password: needsPassword ? password : nil))
    }

    public var canConnectSigner: Bool {
        !signerLink.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty && !isBusy
    }

    /// Asks the signer whom it signs for; that may take as long as its user takes to allow it. It ends with the task.
    public func connectSigner() async {
        let scanned = ScannedText(signerLink)
        guard case .bunker = scanned.code else {
            problem = scanned.hint
            return
        }
        await moveIn(.bunker(link: scanned.text))
    }

    public var canRestoreBackup: Bool { backupFile != nil && !passphrase.isEmpty && !isBusy }

    /// Everything from a sealed backup. What was on its way then is in the outbox, and none of it is paid by itself.
    public func restoreBackup() async {
        guard canRestoreBackup, let file = backupFile else { return }
        (isBusy, transfer) = (true, .begun)
        let progress = TransferRelay { [weak self] transfer in
            if self?.isBusy == true { self?.transfer = transfer }
        }
        let restored = await attempt {
            try await core.restore(path: file.path, passphrase: passphrase, progress: progress)
        }
        (isBusy, transfer) = (false, nil)
        guard restored != nil else { return }
        passphrase = ""
        step = .done
        await movedIn()
    }

    /// What was scanned or pasted where a key, words or a signer are expected.
    public func take(_ text: String) {
        let scanned = ScannedText(text)
        if scanned.isRecoveryWords {
            step = .restoreWords
            words = scanned.text
        } else if case .secretKey = scanned.code {
            step = .importKey
            key = scanned.text
        } else if case .bunker = scanned.code {
            step = .remoteSigner
            signerLink = scanned.text
        } else {
            problem = scanned.hint
        }
    }

    /// The user has written the words down.
    public func wroteDown() async {
        step = .done
        await movedIn()
    }

    private func moveIn(_ origin: Origin) async {
        guard await create(origin) != nil else { return }
        (words, key, password, signerLink) = ("", "", "", "")
        step = .done
        await movedIn()
    }

    private func create(_ origin: Origin) async -> Created? {
        await busy { try await core.create(origin: origin, settings: settings) }
    }

    /// A home without relays can receive nothing, so it starts with some well-known ones of the relay directory.
    public nonisolated static var firstSettings: HomeSettings {
        var settings = defaultSettings()
        settings.relays = ["wss://nos.lol", "wss://relay.primal.net", "wss://nostr.mom"]
        return settings
    }
}
