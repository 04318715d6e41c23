import Foundation
import KnockKit
import Testing

/// The cases that both shells read.
@Suite struct ScannedTextTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let text: String
        let kind: String
        let value: String

        var testDescription: String { "\(kind): \(text.prefix(40))" }
    }

    static func cases() throws -> [Case] {
        let file = repository.appending(path: "tests/scanned/cases.json")
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    }

    @Test(arguments: try cases())
    func isTakenForWhatItIs(_ wanted: Case) {
        let scanned = ScannedText(wanted.text)
        #expect(scanned.kind.rawValue == wanted.kind)
        #expect(scanned.value == wanted.value)
    }

    @Test func everyKindHasACaseAndAHint() throws {
        let kinds = Set(try Self.cases().map(\.kind))
        #expect(kinds == Set(ScannedText.Kind.allCases.map(\.rawValue)))
        let hints = Set(try Self.cases().map { ScannedText($0.text).hint.english })
        #expect(hints.count == ScannedText.Kind.allCases.count)
    }
}
