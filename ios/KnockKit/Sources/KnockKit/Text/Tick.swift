/// How far a message of the user's own has come, as its bubble and the list show it.
public enum Tick: Sendable, Hashable {
    /// On its way.
    case waiting
    /// On relays; the knock is being paid.
    case published
    /// The user pays it with another app.
    case awaitingUser
    /// Paid: the receiver was knocked.
    case delivered
    case seen
    case failed
    case takenBack

    public init(_ delivery: Delivery) {
        self =
            switch delivery.stage {
            case .waiting: .waiting
            case .published, .paying: .published
            case .awaitingUser: .awaitingUser
            case .paid: .delivered
            case .seen: .seen
            case .failed: .failed
            case .takenBack: .takenBack
            }
    }

    /// For VoiceOver, and under the bubble.
    public var label: Phrase {
        switch self {
        case .waiting: .of(.tickWaiting)
        case .published: .of(.tickPublished)
        case .awaitingUser: .of(.tickAwaitingUser)
        case .delivered: .of(.tickDelivered)
        case .seen: .of(.tickSeen)
        case .failed: .of(.tickFailed)
        case .takenBack: .of(.tickTakenBack)
        }
    }
}

/// What a list shows of a message.
func messagePreview(_ message: ChatMessage) -> Phrase {
    if message.delivery?.stage == .takenBack { return .of(.tickTakenBack) }
    return preview(kind: message.kind, text: message.text, fileType: message.file?.mime)
}

/// A file is told by its caption, or by what it is.
func preview(kind: MessageKind, text: String, fileType: String?) -> Phrase {
    kind == .file && text.isEmpty ? fileWord(fileType) : .verbatim(text)
}

func fileWord(_ mime: String?) -> Phrase {
    .of(mime?.hasPrefix("image/") == true ? .chatPhoto : .chatFile)
}

/// How long notifications of a conversation are off.
public enum MuteChoice: String, Sendable, Hashable, CaseIterable {
    case off
    case hour
    case day
    case week
    case always

    public var label: Phrase {
        switch self {
        case .off: .of(.muteOff)
        case .hour: .of(.timeHours, .number(1))
        case .day: .of(.timeDays, .number(1))
        case .week: .of(.timeDays, .number(7))
        case .always: .of(.muteAlways)
        }
    }

    /// The core's largest time is that of a signed number.
    func until(_ now: UInt64) -> UInt64 {
        switch self {
        case .off: 0
        case .hour: now + 3_600
        case .day: now + 86_400
        case .week: now + 7 * 86_400
        case .always: UInt64(Int64.max)
        }
    }
}
