import Foundation
import Observation

/// Knocks of strangers, and of contacts who paid too little: nothing was fetched, so nobody knows that they
/// are here.
@MainActor @Observable
public final class RequestsModel: Screen {
    public struct Line: Identifiable, Hashable, Sendable {
        /// The event that waits.
        public let id: String
        public let sender: String
        public let title: String
        public let time: Phrase
        /// `Paid 1 sat, you ask for 21 sat`; or that nothing was paid.
        public let paid: Phrase
    }

    public private(set) var lines: [Line] = []
    public private(set) var hasMore = false
    public private(set) var isLoaded = false
    /// The one that is being decided on.
    public private(set) var busy: String?
    public internal(set) var problem: Phrase?
    /// What became of the last decision, where that is not plain to see.
    public private(set) var notice: Phrase?
    /// Whose chat to open, after a request was accepted.
    public var opened: String?

    private let core: any RequestsGateway
    private let formats: Formats
    private var wanted: UInt32 = pageSize
    private static let pageSize: UInt32 = 50

    public init(core: any RequestsGateway, formats: Formats = Formats()) {
        self.core = core
        self.formats = formats
    }

    public func run() async {
        await follow(core) { event in
            if event?.changesRequests ?? true { await load() }
        }
    }

    public func loadMore() async {
        guard hasMore else { return }
        wanted += Self.pageSize
        await load()
    }

    /// Makes the sender a contact: this message and those after it are fetched.
    public func acceptSender(_ id: String) async {
        await accept(id) { try await core.acceptSender(request: id) }
    }

    /// Fetches this message alone.
    public func acceptOnce(_ id: String) async {
        await accept(id) { try await core.acceptRequest(request: id) }
    }

    public func ignore(_ id: String) async {
        await decide(id) { try await core.ignoreRequest(request: id) }
    }

    public func block(_ id: String) async {
        await decide(id) { try await core.blockSender(request: id) }
    }

    private func accept(_ id: String, _ work: () async throws -> Arrival) async {
        let sender = lines.first { $0.id == id }?.sender
        guard let arrival = await decide(id, work) else { return }
        switch arrival {
        case .message, .known: opened = sender
        case .delayed: notice = .of(.requestDelayed)
        case .request, .blocked: break
        }
    }

    @discardableResult
    private func decide<T: Sendable>(_ id: String, _ work: () async throws -> T) async -> T? {
        guard busy == nil else { return nil }
        (busy, notice) = (id, nil)
        let done = await attempt(work)
        busy = nil
        if done != nil { await load() }
        return done
    }

    private func load() async {
        await attempt {
            let found = try await core.requests(limit: wanted, before: nil)
            hasMore = found.count == Int(wanted)
            lines = found.map { Line($0, formats) }
            isLoaded = true
        }
    }
}

extension RequestsModel.Line {
    init(_ request: Request, _ formats: Formats) {
        id = request.eventId
        sender = request.sender
        title = request.title
        time = formats.listTime(request.receivedAt)
        let price = Phrase.Argument.phrase(formats.amount(msat: request.priceMsat))
        paid =
            if let msat = request.paidMsat {
                .of(.requestPaid, .phrase(formats.amount(msat: msat)), price)
            } else {
                .of(.requestUnpaid, price)
            }
    }
}
