import Foundation
import KnockKit

/// The words of a scenario that speak of files, and of relays.
extension Stage {
    func file(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        switch step.do {
        case "send_file":
            let file = NewFile(source: .text(text: try wanted(step.text)), caption: step.caption)
            let to = try await person(step.to).npub
            _ = try await knock.sendFile(to: to, file: file, options: SendOptions())
        case "fetch_file":
            _ = try await knock.fetchFile(messageId: find(step))
        default:
            let bytes = try await knock.readFile(messageId: find(step))
            guard case .text(let text) = step.holds else { throw Wrong("what it holds is not said") }
            try same("the file", String(decoding: bytes, as: UTF8.self), text)
        }
    }

    /// What the relays did, once all were asked.
    func publications(_ step: Scenario.Step) async throws {
        let (knock, id) = (try await knock(step), try message(step).messageId)
        let told = try await patiently {
            while true {
                let told = try await knock.publications(messageId: id).map(\.outcome.word)
                if !told.contains("waiting") { return told }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        try same("what the relays did", told.sorted(), step.outcomes)
    }
}

extension PublicationOutcome {
    fileprivate var word: String {
        switch self {
        case .waiting: "waiting"
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .overLimit: "over_limit"
        case .unreachable: "unreachable"
        case .forbidden: "forbidden"
        }
    }
}
