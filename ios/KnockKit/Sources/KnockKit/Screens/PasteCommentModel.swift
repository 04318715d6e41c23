import Foundation
import Observation

/// Takes a comment that any wallet showed, also out of a longer text.
@MainActor @Observable
public final class PasteCommentModel: Screen {
    public enum Outcome: Hashable, Sendable {
        /// Open this chat at this message.
        case message(peer: String, id: Int64)
        case alreadyHere
        case request
        case blocked
        /// It could not be fetched yet, and is tried again.
        case delayed

        public var label: Phrase {
            switch self {
            case .message: .of(.pasteMessage)
            case .alreadyHere: .of(.pasteAlreadyHere)
            case .request: .of(.pasteRequest)
            case .blocked: .of(.pasteBlocked)
            case .delayed: .of(.pasteDelayed)
            }
        }

        public var route: Route? {
            switch self {
            case .message(let peer, let id): .chat(peer: peer, message: id)
            case .request: .requests
            case .alreadyHere, .blocked, .delayed: nil
            }
        }
    }

    public var text: String {
        didSet { if text != oldValue { (problem, outcome) = (nil, nil) } }
    }
    public private(set) var outcome: Outcome?
    public private(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any RequestsGateway

    public init(core: any RequestsGateway, text: String = "") {
        self.core = core
        self.text = text
    }

    public var canOpen: Bool {
        !text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty && !isBusy
    }

    public func open() async {
        guard canOpen else { return }
        let scanned = ScannedText(text)
        switch scanned.code {
        case .comment, .unknown: break
        default:
            // The core would only say that it is no comment.
            problem = scanned.hint
            return
        }
        isBusy = true
        defer { isBusy = false }
        guard let arrival = await attempt({ try await core.paste(text: text) }) else { return }
        text = ""
        outcome = Outcome(arrival)
    }
}

extension PasteCommentModel.Outcome {
    init(_ arrival: Arrival) {
        self =
            switch arrival {
            case .message(let message): .message(peer: message.peer, id: message.id)
            case .known: .alreadyHere
            case .request: .request
            case .blocked: .blocked
            case .delayed: .delayed
            }
    }
}
