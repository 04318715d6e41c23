import Foundation
import KnockKit

/// Noon of some day, UTC: when everything happens.
let noon: UInt64 = 1_796_040_000

extension FakeHome {
    // MARK: What others do

    /// A message that only asking the wallet brings.
    func hold(_ text: String) {
        unheard.append(text)
    }

    /// A message that came.
    @discardableResult
    func receive(
        _ text: String, from peer: String = FakeHome.bob, at secs: UInt64 = noon, quoting: Int64? = nil
    )
        -> ChatMessage
    {
        let quoted = quoting.flatMap { id in chats[peer]?.messages.first { $0.id == id } }
        let message = makeMessage(
            id: nextId(), peer: peer, mine: false, text: text, at: secs,
            quoted: quoted.map {
                Quoted(
                    rumorId: $0.rumorId,
                    message: QuotedMessage(
                        id: $0.id, mine: $0.mine, kind: $0.kind, text: $0.text, fileType: nil))
            }, delivery: nil)
        chats[peer, default: Chat()].messages.append(message)
        tell(.messageReceived(message: asMessage(message)))
        return message
    }

    /// A message of the user's own takes a step.
    func step(_ id: Int64, to stage: DeliveryStage, _ step: SendStep = .paying, error: KnockError? = nil) {
        change(id) { message in
            makeMessage(
                id: id, peer: message.peer, mine: true, text: message.text, at: message.sentAt,
                quoted: message.quoted, delivery: makeDelivery(stage, error: error))
        }
        tell(.sending(messageId: id, step: step))
    }

    /// The knock is to be paid with another app.
    func awaitUser(_ id: Int64, uri: String) {
        change(id) { message in
            makeMessage(
                id: id, peer: message.peer, mine: true, text: message.text, at: message.sentAt,
                delivery: makeDelivery(.awaitingUser, id: id, payUri: uri))
        }
        tell(.sending(messageId: id, step: .awaitingUser(uri: uri)))
    }

    func expire(_ id: Int64) {
        for peer in chats.keys { chats[peer]?.messages.removeAll { $0.id == id } }
        tell(.swept(messages: 1))
    }

    func change(_ id: Int64, _ new: (ChatMessage) -> ChatMessage) {
        for peer in chats.keys {
            guard let index = chats[peer]?.messages.firstIndex(where: { $0.id == id }) else { continue }
            guard let message = chats[peer]?.messages[index] else { continue }
            let changed = new(message)
            chats[peer]?.messages[index] = changed
        }
    }

    private func find(_ id: Int64) throws -> ChatMessage {
        guard let message = chats.values.flatMap(\.messages).first(where: { $0.id == id }) else {
            throw KnockError.NotFound(kind: "not_found", text: "this message is not there")
        }
        return message
    }

    // MARK: ChatGateway

    func chatPage(peer: String, at: PageAt, limit: UInt32) async throws -> ChatPage {
        try called("chatPage")
        let all = chats[peer]?.messages ?? []
        let limit = Int(limit)
        func index(_ id: Int64) -> Int { all.firstIndex { $0.id == id } ?? all.count }
        let range: Range<Int> =
            switch at {
            case .newest: max(0, all.count - limit)..<all.count
            case .before(let id): max(0, index(id) - limit)..<index(id)
            case .after(let id): min(all.count, index(id) + 1)..<min(all.count, index(id) + 1 + limit)
            case .around(let id): max(0, index(id) - limit / 2)..<min(all.count, index(id) + limit / 2)
            }
        return ChatPage(
            messages: Array(all[range]), hasOlder: range.lowerBound > 0,
            hasNewer: range.upperBound < all.count)
    }

    func chatMessage(id: Int64) async throws -> ChatMessage {
        try called("chatMessage")
        return try find(id)
    }

    func setDraft(peer: String, text: String, replyTo: String?) async throws {
        try called("setDraft")
        chats[peer, default: Chat()].draft =
            text.isEmpty ? nil : makeDraft(text, replyTo: replyTo, quoted: quoted(replyTo))
        tell(.conversationChanged(peer: peer))
    }

    private func quoted(_ rumorId: String?) -> QuotedMessage? {
        let message = chats.values.flatMap(\.messages).first { $0.rumorId == rumorId }
        return message.map {
            QuotedMessage(id: $0.id, mine: $0.mine, kind: $0.kind, text: $0.text, fileType: $0.file?.mime)
        }
    }

    func setTimer(peer: String, ttlSecs: UInt64?) async throws {
        try called("setTimer")
        chats[peer, default: Chat()].ttlSecs = ttlSecs
        tell(.conversationChanged(peer: peer))
    }

    func ttlChoices() -> [UInt64] { [3_600, 86_400, 604_800, 2_592_000] }

    func quote(to: String) async throws -> Quote {
        try called("quote")
        return makeQuote(price)
    }

    func partsOf(to: String, text: String) async throws -> UInt32 {
        try called("partsOf")
        return UInt32((text.count + room - 1) / room)
    }

    func enqueue(to: String, text: String, options: SendOptions) async throws -> Outgoing {
        try called("enqueue")
        return seal(to, text)
    }

    func sendLine(to: String, text: String, options: SendOptions) async throws -> Outgoing {
        try called("sendLine")
        return seal(to, text)
    }

    func sendInParts(to: String, text: String, options: SendOptions) async throws -> [Outgoing] {
        try called("sendInParts")
        return stride(from: 0, to: text.count, by: room).map { start in
            seal(to, String(text.dropFirst(start).prefix(room)))
        }
    }

    func reply(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing {
        try called("reply")
        let answered = try find(messageId)
        let sent = seal(answered.peer, text, quoting: answered)
        // As the core does: whoever waits for it learns how its payment ended.
        if let payment {
            let stopped = SendStep.stopped(kind: payment.kind, text: payment.text, retries: false)
            step(sent.messageId, to: .failed, stopped, error: payment)
            throw payment
        }
        step(sent.messageId, to: .paid, .delivered(amountMsat: price, feeMsat: nil))
        return sent
    }

    func edit(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing {
        try called("edit")
        let message = try find(messageId)
        change(messageId) {
            makeMessage(
                id: $0.id, peer: $0.peer, mine: true, text: text, at: $0.sentAt, quoted: $0.quoted,
                delivery: $0.delivery, editedAt: $0.sentAt + 60)
        }
        tell(.messageChanged(messageId: messageId))
        return makeOutgoing(nextId(), message: messageId, peer: message.peer)
    }

    func react(messageId: Int64, content: String, options: SendOptions) async throws -> Outgoing {
        try called("react")
        return try setReactions(messageId, [Reaction(content: content, mine: true, sentAt: noon)])
    }

    func withdrawReaction(messageId: Int64, options: SendOptions) async throws -> Outgoing {
        try called("withdrawReaction")
        return try setReactions(messageId, [])
    }

    private func setReactions(_ id: Int64, _ reactions: [Reaction]) throws -> Outgoing {
        let peer = try find(id).peer
        change(id) {
            makeMessage(
                id: id, peer: $0.peer, mine: $0.mine, text: $0.text, at: $0.sentAt, quoted: $0.quoted,
                delivery: $0.delivery, read: $0.read, reactions: reactions)
        }
        tell(.messageChanged(messageId: id))
        return makeOutgoing(nextId(), message: id, peer: peer)
    }

    func retryMessage(messageId: Int64) async throws -> Outgoing {
        try called("retryMessage")
        let message = try find(messageId)
        step(messageId, to: .paid, .delivered(amountMsat: price, feeMsat: nil))
        return makeOutgoing(messageId, message: messageId, peer: message.peer)
    }

    func unsendMessage(messageId: Int64) async throws -> [RelayOutcome] {
        try called("unsendMessage")
        step(messageId, to: .takenBack)
        return [
            RelayOutcome(relay: "wss://one.example", accepted: true, reason: nil),
            RelayOutcome(relay: "wss://two.example", accepted: false, reason: "no"),
        ]
    }

    func deleteMessage(messageId: Int64) async throws {
        try called("deleteMessage")
        let peer = try find(messageId).peer
        chats[peer]?.messages.removeAll { $0.id == messageId }
        tell(.conversationChanged(peer: peer))
    }

    func confirmPaid(outgoingId: Int64) async throws -> Outgoing {
        try called("confirmPaid")
        let message = try find(outgoingId)
        step(outgoingId, to: .paid, .delivered(amountMsat: price, feeMsat: nil))
        return makeOutgoing(outgoingId, message: outgoingId, peer: message.peer)
    }

    private func seal(_ peer: String, _ text: String, quoting: ChatMessage? = nil) -> Outgoing {
        let id = nextId()
        let quoted = quoting.map {
            Quoted(
                rumorId: $0.rumorId,
                message: QuotedMessage(id: $0.id, mine: $0.mine, kind: $0.kind, text: $0.text, fileType: nil))
        }
        chats[peer, default: Chat()].messages.append(
            makeMessage(
                id: id, peer: peer, mine: true, text: text, at: noon, quoted: quoted,
                delivery: makeDelivery(.waiting)))
        tell(.sending(messageId: id, step: .sealed))
        return makeOutgoing(id, message: id, peer: peer)
    }

    // MARK: SearchGateway

    func search(text: String, limit: UInt32, peer: String?, before: Int64?) async throws -> [ChatMessage] {
        try called("search")
        let all = chats.filter { peer == nil || $0.key == peer }.values.flatMap(\.messages)
        let found = all.filter { $0.text.lowercased().contains(text.lowercased()) && $0.id < before ?? .max }
        return Array(found.sorted { $0.id > $1.id }.prefix(Int(limit)))
    }
}
