import KnockFFI

extension KnockError {
    /// The stable name of the error, for programs.
    public var kind: String { parts.kind }

    /// What to tell people who read English; without secrets.
    public var text: String { parts.text }

    /// Whether the same call may succeed later.
    public var isRetryable: Bool {
        if case .Network(_, _, let retryable) = self { retryable } else { false }
    }

    private var parts: (kind: String, text: String) {
        switch self {
        case .InvalidInput(let kind, let text), .NotFound(let kind, let text),
            .Locked(let kind, let text), .InsufficientFunds(let kind, let text),
            .Storage(let kind, let text), .Cancelled(let kind, let text),
            .Internal(let kind, let text), .Network(let kind, let text, _),
            .Rejected(let kind, let text, _):
            (kind, text)
        }
    }
}
