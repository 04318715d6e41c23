import KnockKit

/// Plays a scenario over the bindings.
struct Stage {
    private let sandbox: Sandbox
    private var people: [String: Somebody] = [:]
    private var named: [String: Outgoing] = [:]

    init(_ sandbox: Sandbox) {
        self.sandbox = sandbox
    }

    mutating func play(_ scenario: Scenario) async throws {
        for (name, start) in scenario.people {
            people[name] = try await Somebody.moveIn(
                sandbox, name, balanceSat: start.balance_sat ?? 100_000, linked: start.linked ?? true)
        }
        for (number, step) in scenario.steps.enumerated() {
            do {
                try await take(step)
            } catch {
                throw Wrong("step \(number + 1) (\(step.who ?? "") \(step.do)): \(error)")
            }
        }
        for person in people.values { try await person.moveOut() }
    }

    private mutating func take(_ step: Scenario.Step) async throws {
        do {
            try await act(step)
        } catch let error as KnockError {
            return try same("its error", error.kind, step.fails)
        }
        if let kind = step.fails { throw Wrong("did not fail with \(kind)") }
    }

    private mutating func act(_ step: Scenario.Step) async throws {
        switch step.do {
        case "meet":
            try await person(step.who).meet(person(step.whom))
        case "add":
            let contact = NewContact(reference: try wanted(step.contact), lookUp: true)
            _ = try await knock(step).addContact(contact: contact)
        case "block", "unblock":
            try await knock(step).setBlocked(npub: person(step.whom).npub, blocked: step.do == "block")

        case "quote":
            let quote = try await knock(step).quote(to: person(step.to).npub)
            try same("the price", quote.amountMsat, step.amount_msat)
        case "send":
            try await send(step)
        case "retry":
            try reaches(try await knock(step).retry(outgoingId: message(step).id), step)
        case "unsend":
            let relays = try await knock(step).unsend(outgoingId: message(step).id)
            try same("relays that refused", relays.filter { !$0.accepted }, [])
        case "outbox":
            try same("the outbox", try await knock(step).outbox().map(\.state.word), step.states)

        case "listen":
            try await person(step.who).listen()
        case "stop_listening":
            try await person(step.who).stopListening()
        case "hear":
            try await hear(step)
        case "catch_up":
            let came = try await knock(step).catchUp(deadlineMs: patienceMs).filter { !$0.isRequest }
            try same("messages that came", came.count, step.messages)
        case "sees":
            let messages = try await knock(step).messages(peer: nil, limit: 1000)
            try same("the messages", messages.map(\.text).reversed(), step.texts)
        case "paste":
            let text = try step.text ?? message(step).comment
            try became(try await knock(step).paste(text: text), step)
        case "requests":
            let senders = try await knock(step).requests(limit: 100).map(\.sender)
            var expected: [String] = []
            for name in try wanted(step.from).names { expected.append(try await person(name).npub) }
            try same("who waits", senders.sorted(), expected.sorted())
        case "accept":
            try await accept(step)

        case "decide":
            try await decide(step)

        case "send_file", "fetch_file", "open_file":
            try await file(step)
        case "publications":
            try await publications(step)

        case "scan", "reply", "react", "withdraw", "edit", "delete", "read", "draft", "timer", "chat",
            "conversations", "search":
            try await chat(step)

        case "set":
            try await set(step)
        case "restart":
            try await person(step.who).restart()
        case "back_up":
            try await person(step.who).backUp(wanted(step.passphrase))
        case "restore":
            try await person(step.who).restore(wanted(step.passphrase))

        case "switch":
            try await sandbox.change(wanted(step.switches))
        case "relay":
            try await relay(step)
        case "account":
            let account = try await sandbox.state().users.first { $0.name == step.who }
            try same("the balance", account?.balance_msat, step.msat)
        default:
            throw Wrong("unknown word")
        }
    }

    private mutating func send(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        let options = SendOptions(
            ttlSecs: step.ttl_secs, maxMsat: step.max_sat.map { $0 * 1000 }, everywhere: step.everywhere)
        do {
            let to = try await person(step.to).npub
            let row = try await knock.send(to: to, text: wanted(step.text), options: options)
            if let name = step.name { named[name] = row }
            try reaches(row, step)
        } catch let error as KnockError {
            // An error may leave the message in the outbox, and later steps may speak of it.
            if let name = step.name { named[name] = try await knock.outbox().last }
            throw error
        }
    }

    private func hear(_ step: Scenario.Step) async throws {
        let person = try person(step.who)
        let message = try await patiently { try await person.nextMessage() }
        try same("the message", message.text, step.text)
        try same("its sender", message.peer, try await self.person(wanted(step.from).names[0]).npub)
        if let paid = step.paid_msat { try same("what was paid", message.paidMsat, paid) }
    }

    private func accept(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        let sender = try await person(wanted(step.from).names[0]).npub
        let waiting = try await knock.requests(limit: 100).first { $0.sender == sender }
        try became(try await knock.acceptRequest(request: wanted(waiting).eventId), step)
    }

    private func decide(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        let sender = try await person(wanted(step.from).names[0]).npub
        let request = try wanted(try await knock.requests(limit: 100).first { $0.sender == sender }).eventId
        switch step.by {
        case "accept_sender": _ = try await knock.acceptSender(request: request)
        case "accept_once": _ = try await knock.acceptRequest(request: request)
        case "block": try await knock.blockSender(request: request)
        case "ignore": try await knock.ignoreRequest(request: request)
        default: throw Wrong("unknown decision")
        }
    }

    private func set(_ step: Scenario.Step) async throws {
        let knock = try await knock(step)
        var settings = try await knock.settings()
        settings.priceMsat = step.price_sat.map { $0 * 1000 } ?? settings.priceMsat
        settings.contactPriceMsat = step.contact_price_sat.map { $0 * 1000 } ?? settings.contactPriceMsat
        settings.askForStrangers = step.ask_for_strangers ?? settings.askForStrangers
        settings.maxMsat = step.max_sat.map { $0 * 1000 } ?? settings.maxMsat
        if let served = step.file_server {
            settings.fileServer = served ? try await sandbox.state().file_server : nil
        }
        settings.blastDirectory = step.blast_directory ?? settings.blastDirectory
        if let relays = step.relays { settings.relays = try relays.map(sandbox.relay) }
        try await knock.setSettings(settings: settings)
    }

    private func relay(_ step: Scenario.Step) async throws {
        let relay = try await sandbox.state().relay
        if case .messages(let holds) = step.holds {
            try same("messages on the relay", relay.events_by_kind["1404"] ?? 0, holds)
        }
        if let fetched = step.fetched {
            try same("requests for messages", relay.requests_by_kind["1404"] ?? 0, fetched)
        }
    }

    func person(_ name: String?) throws -> Somebody {
        try wanted(people[wanted(name)])
    }

    func knock(_ step: Scenario.Step) async throws -> Knock {
        try await person(step.who).knock
    }

    func message(_ step: Scenario.Step) throws -> Outgoing {
        try wanted(named[wanted(step.message)])
    }
}

private func reaches(_ row: Outgoing, _ step: Scenario.Step) throws {
    try same("its state", row.state.word, step.gives ?? "delivered")
}

private func became(_ arrival: Arrival, _ step: Scenario.Step) throws {
    let name =
        switch arrival {
        case .message: "message"
        case .known: "known"
        case .request: "request"
        case .blocked: "blocked"
        case .delayed: "delayed"
        }
    try same("what became of it", name, step.gives ?? "message")
}

func same<T: Equatable>(_ what: String, _ got: T?, _ wanted: T?) throws {
    if got != wanted {
        throw Wrong("\(what): \(String(describing: got)) instead of \(String(describing: wanted))")
    }
}

func wanted<T>(_ value: T?) throws -> T {
    guard let value else { throw Wrong("the step lacks something, or names what is not there") }
    return value
}

extension OutState {
    fileprivate var word: String {
        switch self {
        case .sealed: "sealed"
        case .published: "published"
        case .invoiced: "invoiced"
        case .paying: "paying"
        case .awaitingUser: "awaiting_user"
        case .delivered: "delivered"
        case .failed: "failed"
        }
    }
}
