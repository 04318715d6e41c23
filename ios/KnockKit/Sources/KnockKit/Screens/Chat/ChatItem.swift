/// A row of a chat.
public enum ChatItem: Identifiable, Hashable, Sendable {
    case day(Phrase, id: String)
    case bubble(Bubble)

    public var id: String {
        switch self {
        case .day(_, let id): "day-\(id)"
        case .bubble(let bubble): "message-\(bubble.id)"
        }
    }

    /// Bubbles with a line before each day.
    static func rows(_ messages: [ChatMessage], _ formats: Formats) -> [ChatItem] {
        var rows: [ChatItem] = []
        var last: UInt64?
        for message in messages {
            if last.map({ !formats.isSameDay($0, message.sentAt) }) ?? true {
                rows.append(.day(formats.day(message.sentAt), id: String(message.id)))
            }
            last = message.sentAt
            rows.append(.bubble(Bubble(message, formats)))
        }
        return rows
    }
}

/// A message as it is drawn.
public struct Bubble: Identifiable, Hashable, Sendable {
    public let id: Int64
    /// The message as replies name it.
    public let rumorId: String
    public let isMine: Bool
    public let kind: MessageKind
    /// The text, or what stands for it.
    public let body: Phrase
    /// What copying takes.
    public let text: String
    public let clock: String
    public let isEdited: Bool
    public let file: AttachedFile?
    /// `2 of 3`, of a long text that went in parts.
    public let part: Phrase?
    /// What the knock paid, of a message that came: nothing was paid for one that was pasted.
    public let paid: Phrase?
    public let quote: Quote?
    public let reactions: [Reaction]
    public let tick: Tick?
    /// What the knock cost, of a message that went out.
    public let cost: Phrase?
    /// Why it stopped, in the user's words.
    public let failure: Phrase?
    /// How far the last edit has come, where that is not there yet.
    public let editTick: Tick?
    /// How long it is still there.
    public let remaining: Phrase?
    public let handOver: HandOver?
    public let actions: [Action]

    /// The message that this one answers.
    public struct Quote: Hashable, Sendable {
        /// To scroll to, where it is still here.
        public let id: Int64?
        public let isMine: Bool
        public let text: Phrase
    }

    /// To pay with another app.
    public struct HandOver: Hashable, Sendable {
        /// `lightning:…`
        public let uri: String
        public let outgoingId: Int64
        public let amount: Phrase?
    }

    public enum Action: String, Hashable, Sendable, CaseIterable {
        case reply
        case react
        case copy
        case edit
        case retry
        case confirmPaid
        case unsend
        case delete

        public var label: Phrase {
            switch self {
            case .reply: .of(.actionReply)
            case .react: .of(.actionReact)
            case .copy: .of(.actionCopy)
            case .edit: .of(.actionEdit)
            case .retry: .of(.actionRetry)
            case .confirmPaid: .of(.actionConfirmPaid)
            case .unsend: .of(.actionUnsend)
            case .delete: .of(.actionDelete)
            }
        }

        public var isDestructive: Bool { self == .unsend || self == .delete }
    }

    /// For VoiceOver: who, what, when, and what became of it.
    public func label(peer title: String) -> Phrase {
        let who = Phrase.Argument.phrase(isMine ? .of(.chatYou) : .verbatim(title))
        guard let tick else { return .of(.bubbleLabel, who, .phrase(body), .text(clock)) }
        return .of(.bubbleLabelOwn, who, .phrase(body), .text(clock), .phrase(tick.label))
    }
}

extension Bubble {
    init(_ message: ChatMessage, _ formats: Formats) {
        let tick = message.delivery.map { Tick($0) }
        id = message.id
        rumorId = message.rumorId
        isMine = message.mine
        kind = message.kind
        body = messagePreview(message)
        text = message.text
        clock = formats.clock(message.sentAt)
        isEdited = message.editedAt != nil
        file = message.file.map { AttachedFile($0) }
        part = message.part.map { .of(.chatPart, .number(Int($0.number)), .number(Int($0.of))) }
        paid = message.mine ? nil : message.paidMsat.map(formats.amount) ?? .of(.chatUnpaid)
        quote = message.quoted.map { Quote($0) }
        reactions = message.reactions
        self.tick = tick
        cost = message.delivery?.amountMsat.map {
            formats.amount(msat: $0 + (message.delivery?.feeMsat ?? 0))
        }
        failure = Phrase.error(kind: message.delivery?.errorKind, text: message.delivery?.errorText)
            .flatMap { tick == .delivered || tick == .seen || tick == .takenBack ? nil : $0 }
        editTick = message.editDelivery.map { Tick($0) }.flatMap {
            $0 == .delivered || $0 == .seen ? nil : $0
        }
        remaining = formats.remaining(until: message.expiresAt)
        handOver = message.delivery.flatMap { HandOver($0, formats) }
        actions = Action.allCases.filter { $0.fits(message, tick) }
    }
}

extension Bubble.Quote {
    init(_ quoted: Quoted) {
        id = quoted.message?.id
        isMine = quoted.message?.mine ?? false
        text =
            quoted.message.map { preview(kind: $0.kind, text: $0.text, fileType: $0.fileType) }
            ?? .of(.chatQuoteGone)
    }
}

extension Bubble.HandOver {
    init?(_ delivery: Delivery, _ formats: Formats) {
        guard let uri = delivery.payUri, let id = delivery.outgoingId else { return nil }
        (self.uri, outgoingId) = (uri, id)
        amount = delivery.amountMsat.map(formats.amount)
    }
}

extension Bubble.Action {
    fileprivate func fits(_ message: ChatMessage, _ tick: Tick?) -> Bool {
        let isThere = tick != .takenBack && tick != .failed
        return switch self {
        case .reply, .react: isThere
        case .copy: !message.text.isEmpty && tick != .takenBack
        case .edit: message.mine && message.kind == .text && isThere
        case .retry: tick == .failed || message.delivery?.retryAt != nil
        case .confirmPaid: tick == .awaitingUser
        // Once it was read and the relays have deleted it, there is nothing left to take back.
        case .unsend: message.mine && tick != .takenBack && message.delivery?.outgoingId != nil
        case .delete: true
        }
    }
}
