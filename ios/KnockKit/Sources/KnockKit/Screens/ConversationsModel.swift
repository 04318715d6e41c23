import Foundation
import Observation

/// The list of conversations, or the archived ones.
@MainActor @Observable
public final class ConversationsModel: Screen {
    /// A line of the list.
    public struct Line: Identifiable, Hashable, Sendable {
        public var id: String { peer }
        public let peer: String
        public let title: String
        public let initials: String
        public let isVerified: Bool
        public let isBlocked: Bool
        public let isPinned: Bool
        public let isMuted: Bool
        public let unread: Int
        public let time: Phrase?
        /// The last message, or the draft.
        public let preview: Phrase
        public let isDraft: Bool
        /// The tick of the last message, where it is the user's own.
        public let tick: Tick?
    }

    public private(set) var lines: [Line] = []
    /// How many knocks wait for consent.
    public private(set) var requestCount = 0
    /// How many messages failed, or wait for the user to pay.
    public private(set) var unsentCount = 0
    public private(set) var hasMore = false
    public private(set) var isLoaded = false
    public internal(set) var problem: Phrase?

    public let archived: Bool
    private let core: any ConversationsGateway
    private let formats: Formats
    private var wanted: UInt32 = pageSize

    private static let pageSize: UInt32 = 50
    private static let patienceMs: UInt64 = 20_000

    public init(core: any ConversationsGateway, archived: Bool = false, formats: Formats = Formats()) {
        self.core = core
        self.archived = archived
        self.formats = formats
    }

    public var isEmpty: Bool { isLoaded && lines.isEmpty && (archived || requestCount == 0) }

    /// Shows the list and keeps it true, until its task is cancelled.
    public func run() async {
        await follow(core) { event in
            if event?.changesConversations ?? true { await load() }
        }
    }

    public func loadMore() async {
        guard hasMore else { return }
        wanted += Self.pageSize
        await load()
    }

    /// Asks the wallet for what was paid meanwhile: pulling the list down. Ends with the task.
    public func refresh() async {
        await change { _ = try await core.catchUp(deadlineMs: Self.patienceMs) }
    }

    public func pin(_ peer: String, _ pinned: Bool) async {
        await change { try await core.pin(peer: peer, pinned: pinned) }
    }

    public func archive(_ peer: String, _ archived: Bool) async {
        await change { try await core.archive(peer: peer, archived: archived) }
    }

    public func mute(_ peer: String, _ choice: MuteChoice) async {
        await change { try await core.mute(peer: peer, until: choice.until(formats.seconds)) }
    }

    public func markRead(_ peer: String) async {
        await change { _ = try await core.markChatRead(peer: peer, upTo: nil) }
    }

    /// Deletes the conversation on this device. The view asks first.
    public func delete(_ peer: String) async {
        await change { _ = try await core.deleteConversation(peer: peer) }
    }

    private func change(_ work: () async throws -> Void) async {
        if await attempt(work) != nil { await load() }
    }

    private func load() async {
        await attempt {
            let found = try await core.conversations(archived: archived, limit: wanted, after: nil)
            hasMore = found.count == Int(wanted)
            lines = found.map { Line($0, formats) }
            let overview = try await core.overview()
            (requestCount, unsentCount) = (Int(overview.requests), Int(overview.unsent))
            isLoaded = true
        }
    }
}

extension ConversationsModel.Line {
    init(_ conversation: Conversation, _ formats: Formats) {
        peer = conversation.peer
        title = conversation.title
        initials = KnockKit.initials(of: conversation.title)
        isVerified = conversation.verified
        isBlocked = conversation.blocked
        isPinned = conversation.pinned
        isMuted = conversation.isMuted(at: formats.seconds)
        unread = Int(conversation.unread)
        time = conversation.lastAt == 0 ? nil : formats.listTime(conversation.lastAt)
        tick = conversation.last?.delivery.map { Tick($0) }
        if let draft = conversation.draft {
            preview = .verbatim(draft.text)
            isDraft = true
        } else {
            preview = conversation.last.map(messagePreview) ?? .of(.chatNoMessages)
            isDraft = false
        }
    }
}
