import Foundation
import KnockFFI

/// The core as the screens see it. What asks the network ends with the task that waits for it; what sends
/// does not, since a message that was taken over goes on by itself.
extension Knock: ChatGateway, RequestsGateway, ContactsGateway, SearchGateway, OwnGateway {
    public func create(origin: Origin, settings: HomeSettings) async throws -> Created {
        try await cancelling { try await self.create(origin: origin, settings: settings, cancel: $0) }
    }

    public func scanCard(text: String) async throws -> ScannedCard {
        try await scanCard(text: text, name: nil)
    }

    public func quote(to: String) async throws -> Quote {
        try await cancelling { try await self.quote(to: to, cancel: $0) }
    }

    public func addContact(contact: NewContact) async throws -> Contact {
        try await cancelling { try await self.addContact(contact: contact, cancel: $0) }
    }

    public func walletInfo() async throws -> WalletInfo {
        try await cancelling { try await self.walletInfo(cancel: $0) }
    }

    public func catchUp(deadlineMs: UInt64) async throws -> [KnockNotification] {
        try await cancelling { try await self.catchUp(deadlineMs: deadlineMs, cancel: $0) }
    }

    public func reply(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing {
        try await reply(messageId: messageId, text: text, options: options, cancel: nil)
    }

    public func edit(messageId: Int64, text: String, options: SendOptions) async throws -> Outgoing {
        try await edit(messageId: messageId, text: text, options: options, cancel: nil)
    }

    public func react(messageId: Int64, content: String, options: SendOptions) async throws -> Outgoing {
        try await react(messageId: messageId, content: content, options: options, cancel: nil)
    }

    public func retryMessage(messageId: Int64) async throws -> Outgoing {
        try await retryMessage(messageId: messageId, cancel: nil)
    }
}
