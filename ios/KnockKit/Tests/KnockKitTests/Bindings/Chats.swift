import KnockKit

/// The words of a scenario that speak of chats.
extension Stage {
    func chat(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        let options = SendOptions()
        switch step.do {
        case "scan":
            let card = try await person(step.whom).knock.card()
            _ = try await knock.scanCard(text: card.link)
        case "reply":
            let text = try wanted(step.text)
            _ = try await knock.reply(messageId: find(step), text: text, options: options)
        case "react":
            let content = try wanted(step.content)
            _ = try await knock.react(messageId: find(step), content: content, options: options)
        case "withdraw":
            _ = try await knock.withdrawReaction(messageId: find(step), options: options)
        case "edit":
            let text = try wanted(step.text)
            _ = try await knock.edit(messageId: find(step), text: text, options: options)
        case "delete":
            try await knock.deleteMessage(messageId: find(step))
        case "read":
            _ = try await knock.markChatRead(peer: peer(step))
        case "draft":
            try await knock.setDraft(peer: peer(step), text: wanted(step.text), replyTo: nil)
        case "timer":
            try await knock.setTimer(peer: peer(step), ttlSecs: step.secs)
        case "chat":
            try await lines(step)
        case "conversations":
            try await list(step)
        default:
            let found = try await knock.search(text: wanted(step.words), limit: 1000)
            try same("what is found", found.map(\.text), step.texts)
        }
    }

    private func peer(_ step: Scenario.Step) async throws -> String {
        try await person(step.with).npub
    }

    private func messages(_ step: Scenario.Step) async throws -> [ChatMessage] {
        try await knock(step).chatPage(peer: peer(step), at: .newest, limit: 1000).messages
    }

    /// The newest message with this text.
    func find(_ step: Scenario.Step) async throws -> Int64 {
        try wanted(try await messages(step).last { $0.text == step.on }).id
    }

    private func lines(_ step: Scenario.Step) async throws {
        let (messages, lines) = (try await messages(step), try wanted(step.lines))
        try same("the chat", messages.map(\.text), lines.map(\.text))
        for (message, line) in zip(messages, lines) {
            if let mine = line.mine { try same("mine", message.mine, mine) }
            if let edited = line.edited { try same("edited", message.editedAt != nil, edited) }
            if let quotes = line.quotes {
                try same("what it quotes", try wanted(message.quoted).message?.text ?? "", quotes)
            }
            if let reactions = line.reactions {
                let ownFirst = message.reactions.filter(\.mine) + message.reactions.filter { !$0.mine }
                try same("reactions", ownFirst.map(\.content), reactions)
            }
            if let file = line.file { try same("its file", message.file?.mime, file) }
            if let stage = line.stage { try same("its stage", message.delivery?.stage.word, stage) }
        }
    }

    private func list(_ step: Scenario.Step) async throws {
        let (found, list) = (
            try await knock(step).conversations(archived: false, limit: 1000), try wanted(step.list)
        )
        var peers: [String] = []
        for listed in list { peers.append(try await person(listed.with).npub) }
        try same("the conversations", found.map(\.peer), peers)
        for (conversation, listed) in zip(found, list) {
            if let unread = listed.unread { try same("unread", conversation.unread, unread) }
            if let last = listed.last { try same("the last text", conversation.last?.text, last) }
            if let draft = listed.draft { try same("the draft", conversation.draft?.text ?? "", draft) }
        }
    }
}

extension DeliveryStage {
    fileprivate var word: String {
        switch self {
        case .waiting: "waiting"
        case .published: "published"
        case .paying: "paying"
        case .awaitingUser: "awaiting_user"
        case .paid: "paid"
        case .seen: "seen"
        case .failed: "failed"
        case .takenBack: "taken_back"
        }
    }
}
