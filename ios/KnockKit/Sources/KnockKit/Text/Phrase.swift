/// Something to tell the user, in no language yet: a key of the String Catalog with what fills its gaps.
/// The app looks the key up; without a catalog, as in tests, there is English.
public enum Phrase: Sendable, Hashable {
    case words(Words, [Argument])
    /// A text that is the same in every language: a name, a number, a time that is written already.
    case verbatim(String)

    public enum Argument: Sendable, Hashable {
        case text(String)
        /// A number that other words may depend on (plurals).
        case number(Int)
        indirect case phrase(Phrase)
    }

    public static func of(_ words: Words, _ arguments: Argument...) -> Phrase {
        .words(words, arguments)
    }

    /// Filled in with the sentences of `lookUp`. A gap is `%@`, `%lld`, or numbered: `%2$@`.
    public func resolved(_ lookUp: (Words) -> String) -> String {
        switch self {
        case .verbatim(let text): text
        case .words(let words, let arguments):
            fill(lookUp(words), with: arguments.map { $0.resolved(lookUp) })
        }
    }

    public var english: String { resolved(\.english) }
}

extension Phrase.Argument {
    /// As text, for the gap that it fills.
    public func resolved(_ lookUp: (Words) -> String) -> String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .phrase(let phrase): phrase.resolved(lookUp)
        }
    }
}

private func fill(_ sentence: String, with arguments: [String]) -> String {
    var next = 0
    var filled = ""
    var rest = Substring(sentence)
    while let gap = rest.firstMatch(of: /%(?:(\d+)\$)?(?:@|lld)|%%/) {
        filled += rest[..<gap.range.lowerBound]
        if gap.output.0 == "%%" {
            filled += "%"
        } else {
            let index = gap.output.1.flatMap { Int($0) }.map { $0 - 1 } ?? next
            next += 1
            if arguments.indices.contains(index) { filled += arguments[index] }
        }
        rest = rest[gap.range.upperBound...]
    }
    return filled + rest
}
