import Foundation
import KnockKit

extension Phrase {
    /// In the user's language, from the String Catalog.
    var localized: String {
        switch self {
        case .verbatim(let text): text
        case .words(let words, let arguments):
            // The format keeps its plural forms only when it is filled in by Foundation itself.
            arguments.isEmpty
                ? words.localized
                : String(
                    format: words.localized, locale: .autoupdatingCurrent,
                    arguments: arguments.map(\.localized))
        }
    }
}

extension Phrase.Argument {
    fileprivate var localized: any CVarArg {
        switch self {
        case .text(let text): text
        case .number(let number): number
        case .phrase(let phrase): phrase.localized
        }
    }
}

extension Words {
    /// As the catalog has it; in English where a translation is missing.
    var localized: String {
        Bundle.main.localizedString(forKey: rawValue, value: english, table: nil)
    }
}
