import Foundation
import Observation

/// A message of the user's own: what it cost, when it goes, and what each relay did with it.
@MainActor @Observable
public final class MessageDetailsModel: Screen {
    public struct Relay: Identifiable, Hashable, Sendable {
        public var id: String { relay }
        public let relay: String
        public let outcome: PublicationOutcome
        public let label: Phrase
        /// The relay's own words, where it refused.
        public let reason: String?
    }

    public private(set) var bubble: Bubble?
    public private(set) var relays: [Relay] = []
    public private(set) var sent = ""
    public private(set) var expires = ""
    public internal(set) var problem: Phrase?

    private let core: any ChatGateway
    private let message: Int64
    private let formats: Formats

    init(core: any ChatGateway, message: Int64, formats: Formats) {
        self.core = core
        self.message = message
        self.formats = formats
    }

    /// `3 of 5 relays have it`.
    public var summary: Phrase {
        let accepted = relays.filter { $0.outcome == .accepted }.count
        return .of(.relaysHaveIt, .number(accepted), .number(relays.count))
    }

    public func run() async {
        await follow(core) { event in
            switch event {
            case nil, .sending(message, _), .messageChanged(message), .missed: await load()
            default: break
            }
        }
    }

    private func load() async {
        await attempt {
            let found = try await core.chatMessage(id: message)
            bubble = Bubble(found, formats)
            (sent, expires) = (formats.moment(found.sentAt), formats.moment(found.expiresAt))
            relays = try await core.publications(messageId: message).map { Relay($0) }
        }
    }
}

extension MessageDetailsModel.Relay {
    init(_ publication: Publication) {
        relay = publication.relay
        outcome = publication.outcome
        reason = publication.reason
        label =
            switch publication.outcome {
            case .waiting: .of(.relayWaiting)
            case .accepted: .of(.relayAccepted)
            case .rejected: .of(.relayRejected)
            case .overLimit: .of(.relayOverLimit)
            case .unreachable: .of(.relayUnreachable)
            case .forbidden: .of(.relayForbidden)
            }
    }
}
