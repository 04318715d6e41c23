import Foundation
import KnockKit

/// The list of conversations.
extension FakeHome {
    private func conversation(of peer: String) -> Conversation? {
        guard let chat = chats[peer] else { return nil }
        let contact = people[peer]
        return makeConversation(
            peer: peer, name: contact?.name, blocked: contact?.blocked ?? false,
            verified: contact?.verifiedAt != nil, last: chat.messages.last,
            unread: UInt32(chat.messages.filter { !$0.mine && !$0.read }.count), draft: chat.draft,
            pinned: chat.pinned, archived: chat.archived, mutedUntil: chat.mutedUntil, ttlSecs: chat.ttlSecs)
    }

    func conversations(archived: Bool, limit: UInt32, after: String?) async throws -> [Conversation] {
        try called("conversations")
        let all = chats.keys.compactMap(conversation(of:)).filter { $0.archived == archived }
        let sorted = all.sorted { ($0.pinned ? 1 : 0, $0.lastAt) > ($1.pinned ? 1 : 0, $1.lastAt) }
        return Array(sorted.prefix(Int(limit)))
    }

    func conversation(peer: String) async throws -> Conversation? {
        try called("conversation")
        return conversation(of: peer)
    }

    func pin(peer: String, pinned: Bool) async throws {
        try called("pin")
        chats[peer, default: Chat()].pinned = pinned
        tell(.conversationChanged(peer: peer))
    }

    func archive(peer: String, archived: Bool) async throws {
        try called("archive")
        chats[peer, default: Chat()].archived = archived
        tell(.conversationChanged(peer: peer))
    }

    func mute(peer: String, until: UInt64) async throws {
        try called("mute")
        chats[peer, default: Chat()].mutedUntil = until
        tell(.conversationChanged(peer: peer))
    }

    func deleteConversation(peer: String) async throws -> UInt64 {
        try called("deleteConversation")
        let count = chats.removeValue(forKey: peer)?.messages.count ?? 0
        tell(.conversationChanged(peer: peer))
        return UInt64(count)
    }

    func markChatRead(peer: String, upTo: Int64?) async throws -> UInt64 {
        try called("markChatRead")
        let unread = chats[peer]?.messages.filter { !$0.mine && !$0.read && $0.id <= upTo ?? .max } ?? []
        for message in unread {
            change(message.id) {
                makeMessage(
                    id: $0.id, peer: peer, mine: false, text: $0.text, at: $0.sentAt, quoted: $0.quoted,
                    delivery: nil, read: true)
            }
        }
        if !unread.isEmpty { tell(.conversationChanged(peer: peer)) }
        return UInt64(unread.count)
    }

    func nameOf(npub: String) async throws -> String {
        try called("nameOf")
        return people[npub]?.name ?? shortened(npub: npub)
    }

    func namesOf(npubs: [String]) async throws -> [String: String] {
        try called("namesOf")
        return Dictionary(uniqueKeysWithValues: npubs.map { ($0, people[$0]?.name ?? shortened(npub: $0)) })
    }
}
