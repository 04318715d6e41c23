import Foundation
import Observation

/// Everybody whom the user knows, by name.
@MainActor @Observable
public final class ContactsModel: Screen {
    public struct Line: Identifiable, Hashable, Sendable {
        public var id: String { npub }
        public let npub: String
        public let title: String
        public let initials: String
        /// Where they are knocked at, or that this is not known.
        public let detail: Phrase
        public let isVerified: Bool
        public let isBlocked: Bool
        public let canBeKnocked: Bool
    }

    /// Narrows the list, by name, address or key.
    public var filter = ""
    public private(set) var isLoaded = false
    public internal(set) var problem: Phrase?

    private let core: any ContactsGateway
    private var all: [Line] = []
    /// Who is blocked, contacts and strangers.
    public private(set) var blocked: [Line] = []

    public init(core: any ContactsGateway) {
        self.core = core
    }

    public var lines: [Line] {
        let words = filter.trimmingCharacters(in: .whitespaces)
        guard !words.isEmpty else { return all }
        return all.filter { line in
            [line.title, line.npub, line.detail.english].contains {
                $0.localizedCaseInsensitiveContains(words)
            }
        }
    }

    public var isEmpty: Bool { isLoaded && all.isEmpty }

    public func run() async {
        await follow(core) { event in
            switch event {
            case nil, .conversationChanged, .missed: await load()
            default: break
            }
        }
    }

    /// Reads them again, e.g. when the user comes back from adding one.
    public func load() async {
        await attempt {
            all = try await core.contacts().map { Line($0) }
            blocked = try await core.blocked().map { Line($0) }
            isLoaded = true
        }
    }
}

extension ContactsModel.Line {
    init(_ contact: Contact) {
        npub = contact.npub
        title = contact.title
        initials = KnockKit.initials(of: contact.title)
        detail =
            contact.lightningAddress.map { .verbatim($0) }
            ?? .of(contact.offer == nil ? .contactNoAddress : .contactOffer)
        isVerified = contact.verifiedAt != nil
        isBlocked = contact.blocked
        canBeKnocked = contact.canBeKnocked
    }
}
