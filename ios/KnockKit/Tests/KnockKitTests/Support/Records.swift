import Foundation
import KnockFFI
import KnockKit

// The core's records with what the tests do not care about filled in.

func makeMessage(
    id: Int64, peer: String, mine: Bool, text: String, at secs: UInt64, quoted: Quoted? = nil,
    delivery: Delivery? = nil, read: Bool = false, reactions: [Reaction] = [], editedAt: UInt64? = nil,
    file: FileInfo? = nil, paid: UInt64? = 1_000
) -> ChatMessage {
    ChatMessage(
        id: id, peer: peer, eventId: "event-\(id)", rumorId: "rumor-\(id)", mine: mine,
        kind: file == nil ? .text : .file, text: text, file: file, part: nil, sentAt: secs, receivedAt: secs,
        expiresAt: secs + 604_800, editedAt: editedAt, paidMsat: mine ? nil : paid, read: read || mine,
        quoted: quoted, reactions: reactions, delivery: delivery, editDelivery: nil)
}

func makeDelivery(
    _ stage: DeliveryStage, id: Int64? = 1, payUri: String? = nil, error: KnockError? = nil
) -> Delivery {
    Delivery(
        stage: stage, outgoingId: id, relaysConfirmed: 1, relaysAsked: 1, amountMsat: 1_000, feeMsat: nil,
        paidAt: nil, seenAt: nil, payUri: payUri, errorKind: error?.kind, errorText: error?.text, retryAt: nil
    )
}

func asMessage(_ message: ChatMessage) -> Message {
    Message(
        id: message.id, eventId: message.eventId, rumorId: message.rumorId, peer: message.peer,
        direction: .incoming, kind: message.kind, text: message.text, sentAt: message.sentAt,
        receivedAt: message.receivedAt, expiresAt: message.expiresAt, paidMsat: message.paidMsat,
        read: message.read)
}

func makeConversation(
    peer: String, name: String?, blocked: Bool, verified: Bool, last: ChatMessage?, unread: UInt32,
    draft: Draft?, pinned: Bool, archived: Bool, mutedUntil: UInt64, ttlSecs: UInt64?
) -> Conversation {
    Conversation(
        peer: peer, title: name ?? shortened(npub: peer), name: name, isContact: name != nil,
        blocked: blocked,
        nip05: nil, verified: verified, canBePaid: true,
        last: last, lastAt: last?.sentAt ?? 0, unread: unread, draft: draft, pinned: pinned,
        archived: archived,
        mutedUntil: mutedUntil, ttlSecs: ttlSecs)
}

func makeDraft(_ text: String, replyTo: String?, quoted: QuotedMessage? = nil) -> Draft {
    Draft(text: text, replyTo: replyTo, quoted: quoted, savedAt: noon)
}

func makeContact(
    _ npub: String, name: String?, address: String?, verifiedAt: UInt64? = nil, blocked: Bool = false
) -> Contact {
    Contact(
        npub: npub, title: name ?? shortened(npub: npub), name: name, lightningAddress: address, offer: nil,
        addressFrom: .user, askedPriceMsat: nil, nip05: nil, nip05VerifiedAt: nil, verifiedAt: verifiedAt,
        relays: [], blocked: blocked, addedAt: noon)
}

func makeRequest(_ id: String, sender: String, paid: UInt64?) -> Request {
    Request(
        eventId: id, sender: sender, title: shortened(npub: sender), name: nil, paidMsat: paid,
        priceMsat: 21_000, sentAt: noon,
        receivedAt: noon)
}

func makeQuote(_ msat: UInt64) -> Quote {
    Quote(amountMsat: msat, maxFeeMsat: 10_000, feeIsLimited: true, by: .invoice, commentAllowed: 255)
}

func makeOutgoing(_ id: Int64, message: Int64, peer: String) -> Outgoing {
    Outgoing(
        id: id, messageId: message, peer: peer, state: .sealed, comment: "", payUri: nil, amountMsat: nil,
        feeMsat: nil, errorKind: nil, errorText: nil, nextAttemptAt: nil, expiresAt: noon + 604_800,
        createdAt: noon, deliveredAt: nil)
}

func makeFile(caption: String?, isHere: Bool, isFromContact: Bool) -> FileInfo {
    FileInfo(
        mime: "image/jpeg", name: nil, caption: caption, size: 1_234_567, width: 400, height: 300,
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj", host: "files.example", isHere: isHere,
        isFromContact: isFromContact)
}
