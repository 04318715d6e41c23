extension Phrase {
    /// What to tell the user about an error: our own sentence for what happens to users, otherwise that of
    /// its class with the core's words.
    public static func error(_ error: any Error) -> Phrase {
        guard let error = error as? KnockError else { return .of(.errorUnexpected) }
        return sentence(kind: error.kind) ?? ofClass(error)
    }

    /// The same for an error that a row has kept.
    public static func error(kind: String?, text: String?) -> Phrase? {
        guard let kind else { return nil }
        return sentence(kind: kind) ?? .of(.errorOther, .text(text ?? kind))
    }

    private static func sentence(kind: String) -> Phrase? {
        Words(rawValue: "error_\(kind)").map { .of($0) }
    }

    private static func ofClass(_ error: KnockError) -> Phrase {
        switch error {
        case .InvalidInput, .NotFound, .Rejected, .Cancelled: .of(.errorOther, .text(error.text))
        case .Locked: .of(.errorHomeLocked)
        case .Network(_, let text, let retryable):
            .of(retryable ? .errorNetwork : .errorOther, .text(text))
        case .InsufficientFunds: .of(.errorInsufficientFunds)
        case .Storage(_, let text): .of(.errorStorage, .text(text))
        case .Internal: .of(.errorUnexpected)
        }
    }
}
