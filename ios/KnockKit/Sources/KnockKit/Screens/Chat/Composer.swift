import Foundation
import Observation

/// What is being written in a chat: the draft, what it answers or changes, and what sending it costs.
@MainActor @Observable
public final class Composer: Screen {
    public enum Mode: Hashable, Sendable {
        case new
        case reply(to: Target)
        case edit(Target)
    }

    /// The message that is answered or changed.
    public struct Target: Hashable, Sendable {
        public let id: Int64
        public let rumorId: String
        public let isMine: Bool
        public let text: Phrase
    }

    public enum Cost: Hashable, Sendable {
        /// Nothing is written, so nobody is asked.
        case unknown
        case asking
        /// `1 sat`, or `3 × 1 sat` for a text that takes several knocks.
        case known(Phrase, knocks: Int)
        /// A knock cannot be paid there.
        case impossible(Phrase)
    }

    public var text = "" {
        didSet { if text != oldValue { changed() } }
    }
    public private(set) var mode: Mode = .new
    public private(set) var cost: Cost = .unknown
    public private(set) var isSending = false
    /// Whether there is a server that files can be left on.
    public internal(set) var canAttach = false
    /// Lines that follow soon go along in the same knock, as the settings say.
    var joinsLines = false
    /// A file that goes along, with the text as its caption.
    public private(set) var attachment: Attachment?
    /// How much of it is uploaded.
    public private(set) var upload: Transfer?
    /// The core cannot take out what the file tells about where and when it was made: the user decides.
    public private(set) var asksToSendAsIs = false
    /// How long the next message lives, seconds, where that is not what the conversation says.
    public var ttlSecs: UInt64?
    public internal(set) var problem: Phrase?

    let peer: String
    private let core: any ChatGateway
    private let formats: Formats
    private let pause: Duration
    /// The price of one knock and when it was told. It is asked for again after a while.
    private var price: (msat: UInt64, at: UInt64)?
    private var saving: Task<Void, Never>?
    private var pricing: Task<Void, Never>?
    private var savedText = ""
    /// What was written before an edit began.
    private var aside = ""
    private var isRestoring = false
    private var pending: Pending?
    private var uploading: Task<Outgoing, any Error>?
    /// The newest message of the chat.
    var newestId: Int64 = 0

    private static let priceHolds: UInt64 = 300

    init(core: any ChatGateway, peer: String, formats: Formats, pause: Duration = .milliseconds(400)) {
        self.core = core
        self.peer = peer
        self.formats = formats
        self.pause = pause
    }

    public var canSend: Bool {
        let isEmpty = text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
        return !(isEmpty && attachment == nil) && !isSending
    }

    // MARK: What is written

    /// Puts a saved draft back, unless something is written already.
    func restore(_ draft: Draft) {
        guard text.isEmpty, mode == .new else { return }
        isRestoring = true
        text = draft.text
        isRestoring = false
        savedText = draft.text
        if let quoted = draft.quoted, let rumorId = draft.replyTo {
            mode = .reply(to: Target(quoted, rumorId: rumorId))
        }
        changed()
    }

    public func reply(to bubble: Bubble) {
        leaveMode()
        mode = .reply(to: Target(bubble))
    }

    /// What was being written is put aside meanwhile.
    public func edit(_ bubble: Bubble) {
        leaveMode()
        aside = text
        mode = .edit(Target(bubble))
        text = bubble.text
    }

    /// Leaves the answer or the edit. What was written for an answer stays.
    public func leaveMode() {
        let wasEditing = isEditing
        mode = .new
        if wasEditing { (text, aside) = (aside, "") }
    }

    private var isEditing: Bool { if case .edit = mode { true } else { false } }

    /// Keeps what is written, now: when the chat is left, and when the app is.
    public func saveDraft() async {
        saving?.cancel()
        // An edit is of a message that is there already.
        let draft = isEditing ? aside : text
        if draft.isEmpty, savedText.isEmpty { return }
        await attempt { try await store(draft) }
    }

    private func store(_ draft: String) async throws {
        var replyTo: String?
        if case .reply(let target) = mode { replyTo = target.rumorId }
        try await core.setDraft(peer: peer, text: draft, replyTo: replyTo)
        savedText = draft
    }

    private func changed() {
        guard !isRestoring else { return }
        problem = nil
        saving?.cancel()
        if !isEditing, text != savedText {
            saving = Task { [weak self, pause] in
                guard (try? await Task.sleep(for: pause)) != nil else { return }
                await self?.saveDraft()
            }
        }
        pricing?.cancel()
        pricing = Task { [weak self, pause] in
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            await self?.updateCost()
        }
    }

    /// A file cannot answer another message, so it leaves the answer; what is written becomes its caption.
    public func attach(_ attachment: Attachment) {
        leaveMode()
        (self.attachment, problem, asksToSendAsIs) = (attachment, nil, false)
        changed()
    }

    public func removeAttachment() {
        (attachment, problem, asksToSendAsIs) = (nil, nil, false)
        changed()
    }

    /// The question is put away without an answer: nothing is sent, and the file stays.
    public func decideLater() {
        asksToSendAsIs = false
    }

    // MARK: What it costs

    /// Asks what the next knock costs, once something is written: to ask shows the receiver's service that
    /// somebody is about to write.
    func updateCost() async {
        guard canSend else {
            cost = .unknown
            return
        }
        do {
            if price.map({ formats.seconds > $0.at + Self.priceHolds }) ?? true {
                cost = .asking
                let quote = try await core.quote(to: peer)
                price = (quote.amountMsat, formats.seconds)
            }
            let isFile = attachment != nil
            let knocks = isFile ? 1 : max(1, Int(try await core.partsOf(to: peer, text: text)))
            if let price { cost = .known(costPhrase(price.msat, knocks), knocks: knocks) }
        } catch is CancellationError {
            return
        } catch {
            cost = .impossible(.error(error))
        }
    }

    private func costPhrase(_ msat: UInt64, _ knocks: Int) -> Phrase {
        let one = formats.amount(msat: msat)
        return knocks == 1 ? one : .of(.sendCostParts, .number(knocks), .phrase(one))
    }

    // MARK: Sending

    /// Puts it into the outbox, from where it goes on by itself. What is written stays until it is stored
    /// there.
    public func send() async {
        guard canSend else { return }
        if let attachment { return await send(attachment, asIs: false) }
        let (sent, mode) = (text, mode)
        (isSending, pending) = (true, Pending(written: sent, text: sent, isFile: false, after: newestId))
        saving?.cancel()
        defer { isSending = false }
        let options = SendOptions(ttlSecs: ttlSecs)
        do {
            switch mode {
            case .new where try await core.partsOf(to: peer, text: sent) > 1:
                _ = try await core.sendInParts(to: peer, text: sent, options: options)
            case .new where joinsLines: _ = try await core.sendLine(to: peer, text: sent, options: options)
            case .new: _ = try await core.enqueue(to: peer, text: sent, options: options)
            case .reply(let target):
                _ = try await core.reply(messageId: target.id, text: sent, options: options)
            case .edit(let target) where target.text == .verbatim(sent): break
            case .edit(let target):
                _ = try await core.edit(messageId: target.id, text: sent, options: options)
            }
            await taken(sent)
        } catch {
            // Where it was stored already, its bubble says why it stopped.
            if pending != nil { problem = .error(error) }
        }
    }

    /// The user has been told what the file tells, and sends it nevertheless.
    public func sendAsIs() async {
        if let attachment, !isSending { await send(attachment, asIs: true) }
    }

    /// Stops the upload. The file and its caption stay to be sent again; what is sealed by then goes on by itself.
    public func cancelUpload() {
        uploading?.cancel()
    }

    /// Uploads the file and sends its message. It ends with the task; what is sealed by then goes on by itself.
    private func send(_ attachment: Attachment, asIs: Bool) async {
        let caption = text.trimmingCharacters(in: .whitespacesAndNewlines)
        (isSending, upload, asksToSendAsIs, problem) = (true, .begun, false, nil)
        pending = Pending(written: text, text: caption, isFile: true, after: newestId)
        defer { (isSending, upload, uploading) = (false, nil, nil) }
        let progress = TransferRelay { [weak self] transfer in
            if self?.upload != nil { self?.upload = transfer }
        }
        do {
            let (file, options) = (
                attachment.newFile(caption: caption, asIs: asIs), SendOptions(ttlSecs: ttlSecs)
            )
            let uploading = Task { [core, peer] in
                try await core.sendFile(to: peer, file: file, options: options, progress: progress)
            }
            self.uploading = uploading
            _ = try await withTaskCancellationHandler {
                try await uploading.value
            } onCancel: {
                uploading.cancel()
            }
            await taken(text)
        } catch is CancellationError {
            return
        } catch let error as KnockError where error.kind == "file_keeps_metadata" {
            asksToSendAsIs = true
        } catch {
            if pending != nil { problem = .error(error) }
        }
    }

    /// A message that looks like the one being sent is in the chat: what was written has been taken over,
    /// also where its knock stopped on the way.
    func arrived(_ message: ChatMessage) async {
        guard let pending, message.mine, message.text == pending.text,
            (message.kind == .file) == pending.isFile
        else { return }
        if case .edit(let target) = mode {
            guard message.id == target.id else { return }
        } else if message.id <= pending.after {
            return
        }
        await taken(pending.written)
    }

    private func taken(_ written: String) async {
        (pending, problem) = (nil, nil)
        guard text == written else { return }
        let wasEditing = isEditing
        (mode, ttlSecs, attachment) = (.new, nil, nil)
        (text, aside) = (aside, "")
        saving?.cancel()
        if !wasEditing { try? await store("") }
    }

    /// What was given to the core, until it is known to be stored.
    private struct Pending {
        /// As it was typed, and as the message has it.
        let written: String
        let text: String
        let isFile: Bool
        /// The newest message of the chat before.
        let after: Int64
    }
}

extension Composer.Target {
    init(_ bubble: Bubble) {
        (id, rumorId, isMine, text) = (bubble.id, bubble.rumorId, bubble.isMine, bubble.body)
    }

    init(_ quoted: QuotedMessage, rumorId: String) {
        (id, self.rumorId, isMine) = (quoted.id, rumorId, quoted.mine)
        text = preview(kind: quoted.kind, text: quoted.text, fileType: quoted.fileType)
    }
}
