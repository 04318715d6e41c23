import Foundation

/// A scenario of `tests/scenarios`; the README there is the vocabulary.
struct Scenario: Decodable, Sendable {
    struct Start: Decodable {
        let balance_sat: UInt64?
        let linked: Bool?
    }

    /// A word of the vocabulary with whatever goes with it.
    struct Step: Decodable, Sendable {
        let who: String?
        let `do`: String
        let fails: String?

        let whom: String?
        let contact: String?
        let to: String?
        let from: People?
        let text: String?
        let texts: [String]?
        let name: String?
        let message: String?
        let messages: Int?
        let gives: String?
        let states: [String]?
        let amount_msat: UInt64?
        let paid_msat: UInt64?
        let ttl_secs: UInt64?
        let max_sat: UInt64?
        let everywhere: Bool?
        let caption: String?
        let outcomes: [String]?
        let passphrase: String?
        let file_server: Bool?
        let blast_directory: Bool?
        let relays: [String]?
        let price_sat: UInt64?
        let contact_price_sat: UInt64?
        let ask_for_strangers: Bool?
        let by: String?
        let with: String?
        let on: String?
        let content: String?
        let secs: UInt64?
        let words: String?
        let lines: [Line]?
        let list: [Listed]?
        let switches: JSON?
        let holds: Held?
        let fetched: Int?
        let msat: UInt64?
    }

    /// What a line of a chat must be; what is not written is not looked at.
    struct Line: Decodable, Sendable {
        let text: String
        let mine: Bool?
        let edited: Bool?
        let quotes: String?
        let reactions: [String]?
        let stage: String?
        let file: String?
    }

    /// What a conversation of the list must be.
    struct Listed: Decodable, Sendable {
        let with: String
        let unread: UInt32?
        let last: String?
        let draft: String?
    }

    /// What a relay holds, or a file.
    enum Held: Decodable, Sendable {
        case messages(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let count = try? value.decode(Int.self) {
                self = .messages(count)
            } else {
                self = .text(try value.decode(String.self))
            }
        }
    }

    /// One name or several.
    struct People: Decodable, Sendable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            names = try (try? value.decode([String].self)) ?? [value.decode(String.self)]
        }
    }

    let about: String
    let played_by: String?
    let people: [String: Start]
    let steps: [Step]

    /// Those that a binding can play, by name.
    static func all() throws -> [(name: String, scenario: Scenario)] {
        let folder = repository.appending(path: "tests/scenarios")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "json" }
            .map { file in
                let scenario = try JSONDecoder().decode(Scenario.self, from: Data(contentsOf: file))
                return (file.deletingPathExtension().lastPathComponent, scenario)
            }
            .filter { ($0.scenario.played_by ?? "all") == "all" }
            .sorted { $0.name < $1.name }
    }
}
