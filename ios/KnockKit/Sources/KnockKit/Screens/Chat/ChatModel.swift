import Foundation
import Observation

/// One chat: a window of its messages, and what can be done with them. `composer` is what is being written.
@MainActor @Observable
public final class ChatModel: Screen {
    public let peer: String
    public let composer: Composer
    public private(set) var title: String
    public private(set) var conversation: Conversation?
    public private(set) var items: [ChatItem] = []
    public private(set) var hasOlder = false
    public private(set) var hasNewer = false
    public private(set) var isLoaded = false
    /// Where to scroll to: a search result, a quoted message. The view sets it back to nothing.
    public var target: Int64?
    public private(set) var ttlChoices: [UInt64] = []
    /// What was done, where that is not plain to see.
    public private(set) var notice: Phrase?
    public internal(set) var problem: Phrase?

    /// Files that are on their way to this phone.
    public internal(set) var transfers: [Int64: Transfer] = [:]

    let core: any ChatGateway
    private let formats: Formats
    /// Its notifications can go.
    private let wasRead: @Sendable () async -> Void
    private var messages: [ChatMessage] = [] {
        didSet {
            items = ChatItem.rows(messages, formats)
            composer.newestId = messages.map(\.id).max() ?? 0
        }
    }
    private var isVisible = false
    /// Rises whenever the user goes to another part of the chat.
    private var window = 0
    private static let pageSize: UInt32 = 50
    /// More than that are not kept at once; scrolling brings them back.
    private static let mostMessages = 400

    public init(
        core: any ChatGateway, peer: String, at message: Int64? = nil, formats: Formats = Formats(),
        draftPause: Duration = .milliseconds(400), wasRead: @escaping @Sendable () async -> Void = {}
    ) {
        self.core = core
        self.peer = peer
        self.formats = formats
        self.wasRead = wasRead
        target = message
        title = shortened(npub: peer)
        composer = Composer(core: core, peer: peer, formats: formats, pause: draftPause)
    }

    /// Shows the chat and keeps it true, until its task is cancelled.
    public func run() async {
        await follow(core) { event in
            switch event {
            case nil: await open()
            case .messageReceived(let message) where message.peer == peer: await newest()
            case .reactionReceived(let id, let from, _) where from == peer: await refresh(id)
            // Only the message's details show each relay.
            case .sending(_, .asked): break
            case .messageChanged(let id), .messagePaid(let id, _), .sending(let id, _): await refresh(id)
            case .conversationChanged(let changed) where changed == peer: await reload()
            case .swept, .missed: await reload()
            default: break
            }
        }
        await composer.saveDraft()
    }

    // MARK: Reading

    /// Messages count as read while they are on the screen of an app that is in front.
    public func appeared() async {
        isVisible = true
        await markRead()
    }

    public func disappeared() async {
        isVisible = false
        await composer.saveDraft()
    }

    public func loadOlder() async {
        guard hasOlder, let first = messages.first else { return }
        await read(.before(id: first.id)) { page in
            guard messages.first?.id == first.id else { return }
            let all = page.messages + messages
            messages = Array(all.prefix(Self.mostMessages))
            (hasOlder, hasNewer) = (page.hasOlder, hasNewer || all.count > messages.count)
        }
    }

    public func loadNewer() async {
        guard hasNewer, let last = messages.last else { return }
        await read(.after(id: last.id)) { page in
            guard messages.last?.id == last.id else { return }
            let all = messages + page.messages
            messages = Array(all.suffix(Self.mostMessages))
            (hasOlder, hasNewer) = (hasOlder || all.count > messages.count, page.hasNewer)
        }
    }

    /// Goes to a message, which may be far from what is shown.
    public func jump(to id: Int64) async {
        if !messages.contains(where: { $0.id == id }) { await show(.around(id: id)) }
        target = id
    }

    /// Goes back to the newest messages.
    public func jumpToNewest() async {
        await show(.newest)
        await markRead()
    }

    // MARK: Acting on a message

    public func react(_ content: String, to id: Int64) async {
        await attempt { _ = try await core.react(messageId: id, content: content, options: SendOptions()) }
    }

    /// Takes the user's own reaction back.
    public func withdrawReaction(from id: Int64) async {
        await attempt { _ = try await core.withdrawReaction(messageId: id, options: SendOptions()) }
    }

    /// Goes on with a message that stopped. What was paid is not paid again.
    public func retry(_ id: Int64) async {
        await attempt { _ = try await core.retryMessage(messageId: id) }
        await refresh(id)
    }

    /// Asks every relay that has the message to delete it. Says so where one refuses: the receiver may
    /// still read it.
    public func unsend(_ id: Int64) async {
        guard let relays = await attempt({ try await core.unsendMessage(messageId: id) }) else { return }
        let refused = relays.filter { !$0.accepted }.count
        notice = refused == 0 ? nil : .of(.unsendRefused, .number(refused), .number(relays.count))
        await refresh(id)
    }

    /// Deletes a message on this device alone.
    public func delete(_ id: Int64) async {
        await attempt { try await core.deleteMessage(messageId: id) }
        await refresh(id)
    }

    /// The user says that another app has paid the knock.
    public func confirmPaid(_ handOver: Bubble.HandOver) async {
        await attempt { _ = try await core.confirmPaid(outgoingId: handOver.outgoingId) }
        await reload()
    }

    /// What each relay did with a message of the user's own.
    public func details(of id: Int64) -> MessageDetailsModel {
        MessageDetailsModel(core: core, message: id, formats: formats)
    }

    // MARK: The conversation

    /// How long messages to come live; nothing is what the settings say.
    public func setTimer(_ secs: UInt64?) async {
        await attempt { try await core.setTimer(peer: peer, ttlSecs: secs) }
        await readConversation()
    }

    public func mute(_ choice: MuteChoice) async {
        await attempt { try await core.mute(peer: peer, until: choice.until(formats.seconds)) }
        await readConversation()
    }

    public var isMuted: Bool { conversation?.isMuted(at: formats.seconds) ?? false }

    /// `7 days`, or that it is as the settings say.
    public var timerLabel: Phrase { timerLabel(conversation?.ttlSecs) }

    public func timerLabel(_ secs: UInt64?) -> Phrase {
        secs.map(formats.duration) ?? .of(.timerDefault)
    }

    public func dismissNotice() {
        notice = nil
    }

    // MARK: Keeping it true

    private func open() async {
        ttlChoices = await core.ttlChoices()
        await attempt {
            let settings = try await core.settings()
            composer.canAttach = settings.fileServer != nil
            composer.joinsLines = settings.lineWindowSecs > 0
        }
        await readConversation()
        await show(target.map { .around(id: $0) } ?? .newest)
        if composer.text.isEmpty, let draft = conversation?.draft {
            composer.restore(draft)
        }
        await markRead()
    }

    private func readConversation() async {
        await attempt {
            conversation = try await core.conversation(peer: peer)
            title = try await core.nameOf(npub: peer)
        }
    }

    /// Shows another part of the chat.
    private func show(_ at: PageAt) async {
        window += 1
        await read(at) { page in
            // Also what was asked for meanwhile is of another part.
            window += 1
            (messages, hasOlder, hasNewer) = (page.messages, page.hasOlder, page.hasNewer)
            isLoaded = true
        }
    }

    /// Reads the newest messages again, where the newest are what is shown.
    private func newest() async {
        guard !hasNewer else { return }
        await read(.newest) { page in
            // By place, not by number: messages are in the order in which they were written.
            let seam = messages.firstIndex { $0.id == page.messages.first?.id } ?? 0
            if seam == 0 { hasOlder = page.hasOlder }
            messages = (messages[..<seam] + page.messages).suffix(Self.mostMessages)
        }
        for message in messages.suffix(Int(Self.pageSize)) { await composer.arrived(message) }
        await markRead()
    }

    /// Takes a page into the window. One that comes when the user is elsewhere already is dropped.
    private func read(_ at: PageAt, limit: UInt32 = pageSize, _ take: (ChatPage) -> Void) async {
        let asked = window
        await attempt {
            let page = try await core.chatPage(peer: peer, at: at, limit: limit)
            if window == asked { take(page) }
        }
    }

    /// Reads one message again. One that is not shown may be new, or an edit or a reaction that acts on
    /// another.
    func refresh(_ id: Int64) async {
        guard let index = messages.firstIndex(where: { $0.id == id }) else { return await newest() }
        do {
            let message = try await core.chatMessage(id: id)
            if messages.indices.contains(index), messages[index].id == id { messages[index] = message }
            await composer.arrived(message)
        } catch KnockError.NotFound {
            messages.removeAll { $0.id == id }
        } catch {
            problem = .error(error)
        }
    }

    /// Reads the window again: messages of it may be gone.
    private func reload() async {
        await readConversation()
        let middle = messages.isEmpty ? nil : messages[messages.count / 2].id
        let at = hasNewer ? middle.map { PageAt.around(id: $0) } ?? .newest : .newest
        await read(at, limit: UInt32(max(messages.count, Int(Self.pageSize)))) { page in
            (messages, hasOlder, hasNewer) = (page.messages, page.hasOlder, page.hasNewer)
        }
        await markRead()
    }

    private func markRead() async {
        guard isVisible, !hasNewer, let last = messages.last,
            messages.contains(where: { !$0.mine && !$0.read })
        else {
            return
        }
        await attempt { _ = try await core.markChatRead(peer: peer, upTo: last.id) }
        await wasRead()
    }
}
