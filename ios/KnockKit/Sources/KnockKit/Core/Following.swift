extension Screen {
    /// Calls `refresh` without an event at first, and then with each, until the task is cancelled. Nothing
    /// that happens meanwhile is missed: the events are subscribed to before the home is first read.
    func follow(_ core: any HomeGateway, _ refresh: @MainActor (KnockEvent?) async -> Void) async {
        guard let events = await attempt({ try await core.events() }) else { return }
        await refresh(nil)
        for await event in events where !Task.isCancelled {
            await refresh(event)
        }
    }
}

extension KnockEvent {
    /// Whether the list of conversations may look different now.
    var changesConversations: Bool {
        switch self {
        // A message that goes everywhere asks hundreds of relays.
        case .sending(_, .asked): false
        case .messageReceived, .reactionReceived, .messageChanged, .conversationChanged, .messagePaid,
            .requestWaiting, .sending, .swept, .missed:
            true
        case .commentRefused, .knockDelayed, .knockFailed, .listeningEnded:
            false
        }
    }

    /// Whether something else may wait for the user now.
    var changesCounts: Bool {
        switch self {
        case .messageReceived, .requestWaiting, .conversationChanged, .swept, .missed: true
        default: false
        }
    }

    /// Whether the messages that wait for consent may be others now.
    var changesRequests: Bool {
        switch self {
        case .requestWaiting, .messageReceived, .knockDelayed, .knockFailed, .conversationChanged, .swept,
            .missed:
            true
        default: false
        }
    }
}
