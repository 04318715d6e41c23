import Foundation
import KnockKit

/// A home in memory that behaves as the core does, without keys, networks or payments: for the screens' own tests. What it
/// must agree on with the core, the tests with the sandbox show.
actor FakeHome: CoreGateway {
    var lives = true
    var isOpen = true
    var settingsNow = defaultSettings()
    var people: [String: Contact] = [:]
    var chats: [String: Chat] = [:]
    var waiting: [Request] = []
    var wallet: WalletInfo?
    var words: String? = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    /// What a knock costs, millisatoshi.
    var price: UInt64 = 1_000
    /// How many characters a knock takes.
    var room = 1_000
    /// What is said when the wallet is asked to pay: nothing, or an error.
    var payment: KnockError?
    /// The bytes of files that are here, and of those that their server has.
    var files: [Int64: Data] = [:]
    var served: [Int64: Data] = [:]
    /// What a backup holds: whoever lives here, and the passphrase.
    var backups: [String: String] = [:]
    var discovered: [DiscoveredRelay] = []
    var node: NodeSettings?
    /// Messages whose payments the wallet has not told of yet.
    var unheard: [String] = []
    var nodeChannels: [NodeChannel] = []
    /// The user's own list on their relays.
    var publicList: [String] = []
    /// Whether the shell brought the wallet.
    var hasShellWallet = false
    /// Uploads wait until their task is cancelled.
    var uploadsHang = false
    private(set) var calls: [String] = []
    private(set) var listeners = 0
    private var failures: [String: KnockError] = [:]
    private var streams: [AsyncStream<KnockEvent>.Continuation] = []
    private var last: Int64 = 0

    struct Chat {
        var messages: [ChatMessage] = []
        var draft: Draft?
        var pinned = false
        var archived = false
        var mutedUntil: UInt64 = 0
        var ttlSecs: UInt64?
    }

    /// The next call of this name fails.
    func fail(_ call: String, _ error: KnockError) {
        failures[call] = error
    }

    func set<Value: Sendable>(_ part: WritableKeyPath<FakeHome.Parts, Value>, _ value: Value) {
        var parts = Parts(
            lives: lives, price: price, room: room, payment: payment, wallet: wallet, words: words)
        parts[keyPath: part] = value
        (lives, price, room, payment) = (parts.lives, parts.price, parts.room, parts.payment)
        (wallet, words) = (parts.wallet, parts.words)
    }

    /// What a test sets.
    struct Parts {
        var lives: Bool
        var price: UInt64
        var room: Int
        var payment: KnockError?
        var wallet: WalletInfo?
        var words: String?
    }

    func count(_ call: String) -> Int {
        calls.filter { $0 == call }.count
    }

    /// Notes the call; it fails where the test or a closed home says so.
    func called(_ call: String, whileOpen: Bool = true) throws {
        calls.append(call)
        if let error = failures.removeValue(forKey: call) { throw error }
        if whileOpen, !isOpen { throw KnockError.Locked(kind: "home_locked", text: "the home is locked") }
    }

    func tell(_ event: KnockEvent) {
        for stream in streams { stream.yield(event) }
    }

    func nextId() -> Int64 {
        last += 1
        return last
    }

    // MARK: HomeGateway

    func hasIdentity() async throws -> Bool {
        try called("hasIdentity", whileOpen: false)
        return lives
    }

    func create(origin: Origin, settings: HomeSettings) async throws -> Created {
        try called("create", whileOpen: false)
        (lives, isOpen, settingsNow) = (true, true, settings)
        if case .bunker(let link) = origin {
            guard !link.contains("silent") else {
                (lives, isOpen) = (false, false)
                throw KnockError.Network(kind: "signer_timeout", text: "", retryable: true)
            }
            words = nil
        }
        guard case .import(let secret, let password) = origin else {
            return Created(npub: FakeHome.own, words: words)
        }
        guard secret.hasPrefix("nsec1") || secret.split(separator: " ").count == 12 || password != nil else {
            (lives, isOpen) = (false, false)
            throw KnockError.InvalidInput(kind: "bad_nsec", text: "not a secret key")
        }
        return Created(npub: FakeHome.own, words: nil)
    }

    func unlock() async throws {
        try called("unlock", whileOpen: false)
        isOpen = true
    }

    func lock() async throws {
        try called("lock", whileOpen: false)
        isOpen = false
    }

    func isUnlocked() -> Bool { isOpen }

    func events() throws -> AsyncStream<KnockEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: KnockEvent.self)
        streams.append(continuation)
        return stream
    }

    func listenUntilCancelled() async throws {
        listeners += 1
        defer { listeners -= 1 }
        calls.append("listen")
        try await Task.sleep(for: .seconds(3_600))
    }

    func catchUp(deadlineMs: UInt64) async throws -> [KnockNotification] {
        try called("catchUp")
        for text in unheard { receive(text) }
        unheard = []
        return []
    }

    func notification(event: String) async throws -> KnockNotification? {
        try called("notification")
        if let request = waiting.first(where: { $0.eventId == event }) {
            return KnockNotification(
                id: event, peer: request.sender, isRequest: true, title: request.sender,
                body: "Message request",
                showsText: false, fileType: nil)
        }
        let message = chats.values.flatMap(\.messages).first { $0.eventId == event && !$0.mine && !$0.read }
        guard let message, chats[message.peer]?.mutedUntil == 0 else { return nil }
        return KnockNotification(
            id: event, peer: message.peer, isRequest: false, title: try await nameOf(npub: message.peer),
            body: settingsNow.previews ? message.text : "New message", showsText: settingsNow.previews,
            fileType: nil)
    }

    func overview() async throws -> Overview {
        try called("overview")
        let stopped: Set<DeliveryStage> = [.failed, .awaitingUser]
        let unsent = chats.values.flatMap(\.messages).filter {
            $0.delivery.map { stopped.contains($0.stage) } ?? false
        }
        return Overview(unread: UInt64(unread), requests: UInt64(waiting.count), unsent: UInt64(unsent.count))
    }

    var unread: Int { chats.values.flatMap(\.messages).filter { !$0.mine && !$0.read }.count }

    static let own = "npub1own0000000000000000000000000000000000000000000000000000own"
    static let bob = "npub1bob0000000000000000000000000000000000000000000000000000bob"
    static let carol = "npub1carol00000000000000000000000000000000000000000000000carol"
}
