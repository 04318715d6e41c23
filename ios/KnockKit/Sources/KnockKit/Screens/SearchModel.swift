import Foundation
import Observation

/// Finds messages by any part of their words, in all conversations or in one.
@MainActor @Observable
public final class SearchModel: Screen {
    public struct Hit: Identifiable, Hashable, Sendable {
        public let id: Int64
        public let peer: String
        public let title: String
        public let text: String
        public let time: Phrase
        public let isMine: Bool

        public var route: Route { .chat(peer: peer, message: id) }
    }

    public var text = ""
    public private(set) var hits: [Hit] = []
    public private(set) var hasMore = false
    /// What `hits` answers, so that "nothing found" is not said of words that were not looked for yet.
    public private(set) var answered = ""
    public internal(set) var problem: Phrase?

    public let peer: String?
    private let core: any SearchGateway
    private let formats: Formats
    private static let pageSize: UInt32 = 50

    public init(core: any SearchGateway, peer: String? = nil, formats: Formats = Formats()) {
        self.core = core
        self.peer = peer
        self.formats = formats
    }

    public var foundNothing: Bool { !answered.isEmpty && answered == question && hits.isEmpty }

    private var question: String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// Looks for what is typed. Call it whenever `text` changes, in a task that the next change cancels.
    public func search() async {
        let asked = question
        guard !asked.isEmpty else {
            (hits, hasMore, answered) = ([], false, "")
            return
        }
        await attempt {
            let found = try await page(asked, before: nil)
            guard asked == question, !Task.isCancelled else { return }
            (hits, answered) = (found, asked)
        }
    }

    public func loadMore() async {
        guard hasMore, let last = hits.last, answered == question else { return }
        await attempt {
            let found = try await page(answered, before: last.id)
            if hits.last == last { hits += found }
        }
    }

    private func page(_ asked: String, before: Int64?) async throws -> [Hit] {
        let found = try await core.search(text: asked, limit: Self.pageSize, peer: peer, before: before)
        hasMore = found.count == Int(Self.pageSize)
        let names = try await core.namesOf(npubs: Array(Set(found.map(\.peer))))
        return found.map { message in
            Hit(
                id: message.id, peer: message.peer,
                title: names[message.peer] ?? shortened(npub: message.peer), text: message.text,
                time: formats.listTime(message.sentAt), isMine: message.mine)
        }
    }
}
