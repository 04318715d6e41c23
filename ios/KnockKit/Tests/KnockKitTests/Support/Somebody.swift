import Foundation
import KnockKit

/// Longer than anything takes on loopback.
let patience = Duration.seconds(20)
let patienceMs: UInt64 = 20_000

/// Somebody with a home, a wallet and ears.
actor Somebody {
    let user: Sandbox.User
    private(set) var folder: String
    private(set) var vault = MemoryVault()
    private var backup: String?
    private(set) var knock: Knock
    private(set) var npub = ""
    private var events: AsyncStream<KnockEvent>.Iterator
    private var listening: TaskHandle?

    static func moveIn(
        _ sandbox: Sandbox, _ name: String, balanceSat: UInt64 = 100_000, linked: Bool = true
    ) async throws -> Somebody {
        let person = try Somebody(try await sandbox.createUser(name, balanceSat: balanceSat))
        try await person.create(relay: sandbox.relayURL, linked: linked)
        return person
    }

    private init(_ user: Sandbox.User) throws {
        self.user = user
        let folder = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
        self.folder = folder.path
        knock = Knock(folder: folder.path, vault: vault)
        events = try knock.events().makeAsyncIterator()
    }

    private func create(relay: String, linked: Bool) async throws {
        var settings = defaultSettings()
        settings.relays = [relay]
        settings.lightningAddress = user.lightning_address
        settings.searchDirectory = false
        settings.allowLocal = true
        npub = try await knock.create(origin: .new, settings: settings).npub
        if linked { try await knock.linkWallet(uri: user.wallet_uri) }
    }

    func listen() throws {
        listening = try knock.listen()
    }

    func stopListening() {
        listening?.stop()
        listening = nil
    }

    /// The same home in a new process, as it were.
    func restart() async throws {
        stopListening()
        try await knock.lock()
        knock = Knock(folder: folder, vault: vault)
        try await knock.unlock()
        events = try knock.events().makeAsyncIterator()
    }

    func backUp(_ passphrase: String) async throws {
        let path = folder + ".knock"
        _ = try await knock.backUp(path: path, passphrase: passphrase)
        backup = path
    }

    /// Lives in a home made from the backup from now on; if that fails, in the old one.
    func restore(_ passphrase: String) async throws {
        let (path, phone, kept) = (try wanted(backup), folder + "-again", MemoryVault())
        let restored = Knock(folder: phone, vault: kept)
        try same("who lives there", try await restored.restore(path: path, passphrase: passphrase), npub)
        try await moveOut()
        try FileManager.default.removeItem(atPath: path)
        (folder, vault, knock) = (phone, kept, restored)
        events = try knock.events().makeAsyncIterator()
    }

    func meet(_ other: Somebody) async throws {
        let contact = NewContact(
            reference: try await other.knock.card().link, name: other.user.name,
            lightningAddress: other.user.lightning_address)
        _ = try await knock.addContact(contact: contact)
    }

    @discardableResult
    func send(_ text: String, to other: Somebody) async throws -> Outgoing {
        try await knock.send(to: other.npub, text: text, options: SendOptions())
    }

    func nextMessage() async throws -> Message {
        var heard = events
        defer { events = heard }
        while let event = await heard.next(isolation: self) {
            if case .messageReceived(let message) = event { return message }
        }
        throw Wrong("the core is gone")
    }

    func moveOut() async throws {
        stopListening()
        try await knock.lock()
        try FileManager.default.removeItem(atPath: folder)
    }
}

/// Fails where the work takes longer than anything does on loopback.
func patiently<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: patience)
            throw Wrong("what was waited for did not happen")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw Wrong("nothing was waited for") }
        return first
    }
}
