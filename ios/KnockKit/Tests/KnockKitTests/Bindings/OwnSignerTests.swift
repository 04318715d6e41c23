import Foundation
import KnockKit
import Testing

/// A signer app that the shell speaks to (NIP-55): async calls from the core into Swift.
@Suite struct OwnSignerTests {
    @Test func whatItSignsIsReadAsTheSigners() async throws {
        try await sending { _, signer, knock, bob in
            let sent = try await knock.send(
                to: bob.npub, text: "signed elsewhere", options: SendOptions())
            #expect(sent.state == .delivered)
            #expect(await signer.asked == [21404])
            let (home, npub) = (await bob.knock, try await knock.identity().npub)
            _ = try await home.catchUp(deadlineMs: patienceMs)
            let message = try #require(try await home.messages(peer: nil, limit: 9).first)
            #expect(message.text == "signed elsewhere" && message.peer == npub)
        }
    }

    @Test func oneThatRefusesThrowsOrSignsWronglySendsNothing() async throws {
        try await sending { sandbox, signer, knock, bob in
            let somebody = try await sandbox.createSigner()
            let answers: [(String, Answer)] = [
                ("signer_refused", { _ in throw SignerFailure.Refused(reason: "not now") }),
                ("signer_timeout", { _ in throw SignerFailure.Timeout }),
                ("signer_unreachable", { _ in throw Wrong("the key is 1234") }),
                ("signer_bad_answer", { _ in "not hexadecimal" }),
                // Of a key that is not the user's, and of something else.
                ("signer_bad_answer", { try await sandbox.sign($0, by: somebody) }),
                (
                    "signer_bad_answer",
                    {
                        let other = $0.replacing("\"kind\":21404", with: "\"kind\":21405")
                        return try await sandbox.sign(other, by: signer.key)
                    }
                ),
            ]
            for (kind, answer) in answers {
                await signer.answer(with: answer)
                do {
                    _ = try await knock.send(to: bob.npub, text: "no", options: SendOptions())
                    throw Wrong("it did not fail")
                } catch let error as KnockError {
                    #expect(error.kind == kind && !error.text.contains("1234"))
                }
            }
            #expect(await signer.asked.count == answers.count)
            #expect(try await knock.outbox().isEmpty)
        }
    }

    @Test func oneThatTakesLongIsNotWaitedForOnceTheCallIsCancelled() async throws {
        try await sending { _, signer, knock, bob in
            let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
            await signer.answer { _ in
                isAsked.yield()
                try await Task.sleep(for: .seconds(3_600))
                return ""
            }
            let to = await bob.npub
            let task = Task {
                try await cancelling {
                    try await knock.send(to: to, text: "later", options: SendOptions(), cancel: $0)
                }
            }
            try await patiently { for await _ in asked { break } }
            task.cancel()
            await #expect(throws: CancellationError.self) {
                try await patiently { try await task.value }
            }
            #expect(try await knock.outbox().isEmpty)
        }
    }

    /// Alice's home, whose key is in the signer.
    private func sending(
        _ test: (Sandbox, Signer, Knock, Somebody) async throws -> Void
    ) async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let bob = try await Somebody.moveIn(sandbox, "bob")
        let user = try await sandbox.createUser("alice", balanceSat: 100_000)
        let signer = Signer(sandbox, try await sandbox.createSigner())
        let folder = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let knock = Knock(folder: folder.path, vault: MemoryVault(), wallet: nil, signer: signer)
        var settings = defaultSettings()
        settings.relays = [sandbox.relayURL]
        settings.lightningAddress = user.lightning_address
        settings.searchDirectory = false
        settings.allowLocal = true
        _ = try await knock.create(origin: .signer, settings: settings)
        try await knock.linkWallet(uri: user.wallet_uri)
        #expect(try await knock.identity().signer == .app)
        let contact = NewContact(
            reference: try await bob.knock.card().link, name: "bob",
            lightningAddress: bob.user.lightning_address)
        _ = try await knock.addContact(contact: contact)
        try await test(sandbox, signer, knock, bob)
        try await knock.lock()
        try await bob.moveOut()
    }
}

private typealias Answer = @Sendable (String) async throws -> String

/// It lets the sandbox's signer app sign, as a shell does with the app that has the key, unless it is told to answer
/// otherwise.
private final class Signer: EventSigner {
    let key: String
    private let notes: Notes

    init(_ sandbox: Sandbox, _ key: String) {
        self.key = key
        notes = Notes { try await sandbox.sign($0, by: key) }
    }

    var asked: [Int] {
        get async { await notes.asked }
    }

    func answer(with answer: @escaping Answer) async {
        await notes.set(answer)
    }

    func publicKey() throws -> String { key }

    func sign(event: String) async throws -> String {
        try await notes.take(event)(event)
    }
}

/// What the signer was asked for, and what it says.
private actor Notes {
    private struct Event: Decodable {
        let kind: Int
    }

    private(set) var asked: [Int] = []
    private var answer: Answer

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    func set(_ answer: @escaping Answer) {
        self.answer = answer
    }

    func take(_ event: String) throws -> Answer {
        asked.append(try JSONDecoder().decode(Event.self, from: Data(event.utf8)).kind)
        return answer
    }
}
