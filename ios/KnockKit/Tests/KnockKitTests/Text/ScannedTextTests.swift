import Foundation
import KnockKit
import Testing

/// The cases that every app's tests read.
@Suite struct ScannedTextTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let text: String
        let code: String
        /// What of it goes to the core, where something does.
        let value: String?

        var testDescription: String { "\(code): \(text.prefix(40))" }
    }

    static func cases() throws -> [Case] {
        let file = repository.appending(path: "tests/scanned/cases.json")
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    }

    @Test(arguments: try cases())
    func isTakenForWhatItIs(_ wanted: Case) {
        let (name, value) = ScannedText(wanted.text).code.parts
        #expect(name == wanted.code)
        #expect(value == wanted.value)
    }

    @Test func everythingHasItsOwnHint() throws {
        let hints = try Self.cases().map { ($0.code, ScannedText($0.text).hint.english) }
        let ofCodes = Dictionary(grouping: hints) { $0.0 }.mapValues { Set($0.map(\.1)) }
        #expect(ofCodes.count == 14)
        let all = ofCodes.filter { $0.key != "unknown" }.values
        #expect(all.allSatisfy { $0.count == 1 } && Set(all.flatMap { $0 }).count == 13)
        // Nothing at all and recovery words are nothing that the core knows, either.
        #expect(
            ofCodes["unknown"]
                == Set([Words.scannedUnknown, .scannedNothing, .scannedRecoveryWords].map(\.english)))
    }
}

extension Code {
    fileprivate var parts: (String, String?) {
        switch self {
        case .person(let card): ("person", card.npub)
        case .nip05(let name): ("name", name)
        case .comment(let text): ("comment", text)
        case .walletLink: ("wallet_link", nil)
        case .bunker: ("bunker", nil)
        case .secretKey: ("secret_key", nil)
        case .invoice(let amount): ("invoice", amount.map { String($0) })
        case .offer(let offer): ("offer", offer)
        case .lnurl(let text): ("lnurl", text)
        case .otherNostr(let prefix): ("other_nostr", prefix)
        case .bitcoin: ("bitcoin", nil)
        case .web(let host): ("web", host)
        case .damaged: ("damaged", nil)
        case .unknown: ("unknown", nil)
        }
    }
}
