import Foundation
import KnockFFI

/// The core as the screens see it. What asks the network ends with the task that waits for it; what sends
/// does not, since a message that was taken over goes on by itself.
extension Knock: ChatGateway, RequestsGateway, ContactsGateway, SearchGateway, NodeGateway {
    public func create(origin: Origin, settings: HomeSettings) async throws -> Created {
        try await cancelling { try await self.create(origin: origin, settings: settings, cancel: $0) }
    }

    public func quote(to: String) async throws -> Quote {
        try await cancelling { try await self.quote(to: to, cancel: $0) }
    }

    public func addContact(contact: NewContact) async throws -> Contact {
        try await cancelling { try await self.addContact(contact: contact, cancel: $0) }
    }

    public func checkAddress(text: String) async throws -> AddressCheck {
        try await cancelling { try await self.checkAddress(text: text, cancel: $0) }
    }

    public func publicRelays() async throws -> [String] {
        try await cancelling { try await self.publicRelays(cancel: $0) }
    }

    public func discoverRelays() async throws -> [DiscoveredRelay] {
        try await cancelling { try await self.discoverRelays(cancel: $0) }
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

    public func sendLine(to: String, text: String, options: SendOptions) async throws -> Outgoing {
        try await sendLine(to: to, text: text, options: options, windowSecs: nil)
    }

    public func retryMessage(messageId: Int64) async throws -> Outgoing {
        try await retryMessage(messageId: messageId, cancel: nil)
    }

    // What takes a while ends with the task that waits for it.

    public func sendFile(
        to: String, file: NewFile, options: SendOptions, progress: (any ProgressListener)?
    ) async throws -> Outgoing {
        try await cancelling {
            try await self.sendFile(to: to, file: file, options: options, progress: progress, cancel: $0)
        }
    }

    public func fetchFile(messageId: Int64, progress: (any ProgressListener)?) async throws -> FileInfo {
        try await cancelling {
            try await self.fetchFile(messageId: messageId, progress: progress, cancel: $0)
        }
    }

    public func backUp(
        path: String, passphrase: String, progress: (any ProgressListener)?
    ) async throws -> UInt64 {
        try await cancelling {
            try await self.backUp(path: path, passphrase: passphrase, progress: progress, cancel: $0)
        }
    }

    public func restore(
        path: String, passphrase: String, progress: (any ProgressListener)?
    ) async throws -> String {
        try await cancelling {
            try await self.restore(path: path, passphrase: passphrase, progress: progress, cancel: $0)
        }
    }
}
