import Foundation
import KnockFFI

// What the screens ask of an open home, a protocol for each part of the app. `Knock` is all of them; tests
// bring fakes. Keys are npubs, ids of events hexadecimal, times seconds since 1970, amounts millisatoshi.

/// Moving in, opening and closing.
public protocol HomeGateway: Sendable {
    func hasIdentity() async throws -> Bool
    func create(origin: Origin, settings: HomeSettings) async throws -> Created
    func unlock() async throws
    func lock() async throws
    func isUnlocked() async -> Bool
    /// Everything that happens from now on, in order.
    func events() async throws -> AsyncStream<KnockEvent>
    /// Takes knocks as they land and works on the outbox, until the task is cancelled.
    func listenUntilCancelled() async throws
    /// Asks the wallet for what was paid meanwhile, and tells what came.
    func catchUp(deadlineMs: UInt64) async throws -> [KnockNotification]
    func notification(event: String) async throws -> KnockNotification?
    /// What badges count.
    func overview() async throws -> Overview
}

/// The list of conversations.
public protocol ConversationsGateway: HomeGateway {
    func conversations(archived: Bool, limit: UInt32, after: String?) async throws -> [Conversation]
    func conversation(peer: String) async throws -> Conversation?
    func pin(peer: String, pinned: Bool) async throws
    func archive(peer: String, archived: Bool) async throws
    func mute(peer: String, until: UInt64) async throws
    func deleteConversation(peer: String) async throws -> UInt64
    func markChatRead(peer: String, upTo: Int64?) async throws -> UInt64
    func requests(limit: UInt32, before: String?) async throws -> [Request]
    func nameOf(npub: String) async throws -> String
    func namesOf(npubs: [String]) async throws -> [String: String]
}

/// One chat.
public protocol ChatGateway: ConversationsGateway {
    func chatPage(peer: String, at: PageAt, limit: UInt32) async throws -> ChatPage
    func chatMessage(id: Int64) async throws -> ChatMessage
    func setDraft(peer: String, text: String, replyTo: String?) async throws
    func setTimer(peer: String, ttlSecs: UInt64?) async throws
    func settings() async throws -> HomeSettings
    func ttlChoices() async -> [UInt64]
    func quote(to: String) async throws -> Quote
    func partsOf(to: String, text: String) async throws -> UInt32
    func enqueue(to: String, text: String, options: SendOptions) async throws -> Outgoing
    /// Joins it with lines that follow soon, as long as the settings say.
    func sendLine(to: String, text: String, options: SendOptions) async throws -> Outgoing
    func sendInParts(to: String, text: String, options: SendOptions) async throws -> [Outgoing]
    func reply(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing
    func edit(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing
    func react(messageId: Int64, content: String, options: SendOptions) async throws -> Outgoing
    func withdrawReaction(messageId: Int64, options: SendOptions) async throws -> Outgoing
    func retryMessage(messageId: Int64) async throws -> Outgoing
    func unsendMessage(messageId: Int64) async throws -> [RelayOutcome]
    func deleteMessage(messageId: Int64) async throws
    func confirmPaid(outgoingId: Int64) async throws -> Outgoing
    func publications(messageId: Int64) async throws -> [Publication]
    func sendFile(
        to: String, file: NewFile, options: SendOptions, progress: (any ProgressListener)?
    ) async throws -> Outgoing
    func fetchFile(messageId: Int64, progress: (any ProgressListener)?) async throws -> FileInfo
    func readFile(messageId: Int64) async throws -> Data
    func saveFile(messageId: Int64, path: String) async throws
}

/// Knocks that wait for consent, and comments that were pasted.
public protocol RequestsGateway: ConversationsGateway {
    func acceptRequest(request: String) async throws -> Arrival
    func acceptSender(request: String) async throws -> Arrival
    func ignoreRequest(request: String) async throws
    func blockSender(request: String) async throws
    func paste(text: String) async throws -> Arrival
}

/// People.
public protocol ContactsGateway: ConversationsGateway {
    func contacts() async throws -> [Contact]
    func blocked() async throws -> [Contact]
    func person(npub: String) async throws -> Person
    func addContact(contact: NewContact) async throws -> Contact
    func changeContact(npub: String, change: ContactChange) async throws -> Contact
    func removeContact(npub: String) async throws -> Bool
    func setBlocked(npub: String, blocked: Bool) async throws
    func setVerified(npub: String, verified: Bool) async throws -> Contact
    func verifyNip05(npub: String) async throws -> Contact
    func scanCard(text: String, name: String?) async throws -> ScannedCard
    func takeOverCard(text: String) async throws -> Contact
    func setTimer(peer: String, ttlSecs: UInt64?) async throws
    func ttlChoices() async -> [UInt64]
}

/// Finding messages.
public protocol SearchGateway: ConversationsGateway {
    func search(text: String, limit: UInt32, peer: String?, before: Int64?) async throws -> [ChatMessage]
}

/// The user's own key, card, wallet and settings.
public protocol OwnGateway: HomeGateway {
    func identity() async throws -> IdentityInfo
    func card() async throws -> Card
    func cardQr(scale: UInt32) async throws -> Data
    func seedWords() async throws -> String?
    func exportNsec() async throws -> String
    func exportNcryptsec(password: String) async throws -> String
    func backUp(path: String, passphrase: String, progress: (any ProgressListener)?) async throws -> UInt64
    func restore(path: String, passphrase: String, progress: (any ProgressListener)?) async throws -> String
    func erase() async throws
    func settings() async throws -> HomeSettings
    func setSettings(settings: HomeSettings) async throws
    func ttlChoices() async -> [UInt64]
    /// The user's own public list (NIP-65).
    func publicRelays() async throws -> [String]
    func discoverRelays() async throws -> [DiscoveredRelay]
    func discoveredRelays() async throws -> [DiscoveredRelay]
    func linkWallet(uri: String) async throws
    func unlinkWallet() async throws
    func walletKind() async throws -> WalletKind
    func walletInfo() async throws -> WalletInfo
    /// Asks the service of a lightning address what it takes.
    func checkAddress(text: String) async throws -> AddressCheck
}

/// The Lightning node inside the app. In a build without it each ends with an error that says so.
public protocol NodeGateway: OwnGateway {
    func createNode(settings: NodeSettings, words: String?) async throws -> CreatedNode
    func nodeSettings() async throws -> NodeSettings?
    func setNodeSettings(settings: NodeSettings) async throws
    func nodeInfo() async throws -> NodeInfo
    func syncNode() async throws
    func receiveOffer() async throws -> String
    func receiveInvoice(amountMsat: UInt64, description: String) async throws -> String
    func depositAddress() async throws -> String
    func withdraw(address: String, amountSat: UInt64?) async throws -> String
    func openChannel(node: String, sizeSat: UInt64, announce: Bool) async throws
    func closeChannel(id: String, force: Bool) async throws
}

/// All that the app asks of its core.
public typealias CoreGateway = ChatGateway & RequestsGateway & ContactsGateway & SearchGateway & NodeGateway
