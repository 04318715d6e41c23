import Foundation
import KnockKit
import enum KnockFFI.LogLevel
import func KnockFFI.setUpLogging
import protocol KnockFFI.Logger
import Testing

/// What a language's own machinery must get right: threads, cancellation, errors both ways.
@Suite struct MachineryTests {
    /// Alice, who knows Bob.
    private func people(_ test: (Sandbox, Somebody, Somebody) async throws -> Void) async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let alice = try await Somebody.moveIn(sandbox, "alice")
        let bob = try await Somebody.moveIn(sandbox, "bob")
        try await alice.meet(bob)
        try await test(sandbox, alice, bob)
        try await alice.moveOut()
        try await bob.moveOut()
    }

    @Test func twoHundredCallsAtOnce() async throws {
        try await people { _, alice, bob in
            let (knock, to) = (await alice.knock, await bob.npub)
            let prices = try await withThrowingTaskGroup(of: UInt64.self) { group in
                for _ in 0..<100 { group.addTask { try await knock.quote(to: to).amountMsat } }
                for _ in 0..<100 {
                    group.addTask { 1000 + UInt64(try await knock.messages(peer: nil, limit: 10).count) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(prices == Array(repeating: 1000, count: 200))
        }
    }

    @Test func errorsHaveClassKindAndText() async throws {
        try await people { _, alice, _ in
            let knock = await alice.knock
            let error = try await failure { _ = try await knock.paste(text: "nothing in here") }
            guard case .InvalidInput(let kind, let text) = error else { throw error }
            #expect(kind == "comment_no_prefix" && kind == error.kind)
            #expect(!text.isEmpty && text == error.text && !error.isRetryable)
            guard case .NotFound = try await failure({ _ = try await knock.chatMessage(id: 99) }) else {
                throw Wrong("another class")
            }
        }
    }

    @Test func aCancelledTaskDoesNotWaitForTheWallet() async throws {
        try await people { sandbox, alice, _ in
            try await sandbox.change(
                .object(["user": .text("alice"), "wallet": .object(["delay_ms": .number(60_000)])]))
            let knock = await alice.knock
            let task = Task { try await cancelling { try await knock.walletInfo(cancel: $0) } }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            await #expect(throws: CancellationError.self) {
                try await patiently { try await task.value }
            }
        }
    }

    @Test func eventsAreAStreamThatStopsWithItsConsumer() async throws {
        try await people { _, alice, bob in
            let knock = await bob.knock
            let listening = Task { try await knock.listenUntilCancelled() }
            let events = try knock.events()
            let heard = Task {
                for await event in events {
                    if case .messageReceived(let message) = event { return message.text }
                }
                return ""
            }
            try await alice.send("through a stream", to: bob)
            #expect(try await patiently { await heard.value } == "through a stream")
            listening.cancel()
            try await patiently { try await listening.value }
        }
    }

    @Test func aListenerThatThrowsIsToldTheNextEvent() async throws {
        try await people { _, alice, bob in
            let (texts, continuation) = AsyncStream.makeStream(of: String.self)
            let knock = await bob.knock
            let subscription = try knock.subscribe(listener: ThrowingListener(continuation))
            try await alice.send("one", to: bob)
            try await alice.send("two", to: bob)
            _ = try await knock.catchUp(deadlineMs: patienceMs)
            let heard = try await patiently {
                var heard: Set<String> = []
                for await text in texts {
                    heard.insert(text)
                    if heard.count == 2 { break }
                }
                return heard
            }
            #expect(heard == ["one", "two"])
            subscription.stop()
        }
    }

    @Test func aVaultsOwnErrorIsToldByClassAndWhatItThrowsOtherwiseIsNotRepeated() async throws {
        try await people { _, alice, _ in
            let locked = await Knock(folder: alice.folder, vault: BrokenVault(VaultFailure.Locked))
            guard case .Locked = try await failure({ try await locked.unlock() }) else {
                throw Wrong("another class")
            }
            let broken = await Knock(folder: alice.folder, vault: BrokenVault(Wrong("the secret is 1234")))
            guard case .Storage(_, let text) = try await failure({ try await broken.unlock() }) else {
                throw Wrong("another class")
            }
            #expect(!text.contains("1234"))
        }
    }

    @Test func aLockedHomeSaysSoAndOpensAgain() async throws {
        try await people { _, alice, _ in
            let knock = await alice.knock
            try await knock.lock()
            guard case .Locked = try await failure({ _ = try await knock.contacts() }) else {
                throw Wrong("another class")
            }
            try await knock.unlock()
            #expect(try await knock.contacts().map(\.name) == ["bob"])
        }
    }

    @Test func aWokenProcessShowsWhatCame() async throws {
        try await people { _, alice, bob in
            try await alice.send("ding", to: bob)
            let woken = await BackgroundCore(folder: URL(fileURLWithPath: bob.folder), vault: bob.vault)
            let told = try await woken.catchUp(within: patience)
            #expect(told.map(\.body) == ["ding"] && told.allSatisfy(\.showsText))
        }
    }

    @Test func aPushedPaymentIsShownOnceAndTheAppFindsIt() async throws {
        try await people { sandbox, _, bob in
            let carol = try await Somebody.moveIn(sandbox, "carol", linked: false)
            try await carol.meet(bob)
            let comment = try await carol.send("pushed", to: bob).comment
            let woken = await BackgroundCore(folder: URL(fileURLWithPath: bob.folder), vault: bob.vault)
            func push(_ hash: String, _ comment: String) async throws -> KnockNotification? {
                let payment = IncomingPayment(
                    paymentHash: String(repeating: hash, count: 32), amountMsat: 1000,
                    settledAt: UInt64(Date().timeIntervalSince1970), comment: comment)
                return try await woken.handle(payment, within: patience)
            }
            let told = try await push("07", comment)
            let sender = await carol.npub
            #expect(told?.body == "pushed" && told?.peer == sender)
            #expect(try await push("07", comment) == told)
            #expect(try await bob.knock.messages(peer: nil, limit: 9).map(\.text) == ["pushed"])
            #expect(try await push("08", "thanks") == nil)
            try await carol.moveOut()
        }
    }

    @Test func aShellsLoggerHearsTheCoreAndNoSecret() async throws {
        try await people { _, alice, bob in
            let (lines, put) = AsyncStream<Line>.makeStream()
            try setUpLogging(level: .debug, logger: Lines(put))
            #expect(throws: KnockError.self) { try setUpLogging(level: .debug) }
            try await alice.send("for your eyes only", to: bob)
            let (knock, path) = (await alice.knock, await alice.folder + "/backup")
            _ = try await knock.backUp(
                path: path, passphrase: "correct horse", progress: ThrowingProgress())
            let heard = try await patiently {
                var heard: [Line] = []
                for await line in lines {
                    heard.append(line)
                    if line.level == .warn && line.text == "a progress listener failed" { break }
                }
                return heard
            }
            #expect(heard.allSatisfy { $0.target.hasPrefix("knock_") })
            for secret in ["for your eyes only", "correct horse", try await knock.exportNsec()] {
                #expect(!heard.contains { $0.text.contains(secret) })
            }
        }
    }
}

/// The error that the core must give.
private func failure(_ work: () async throws -> Void) async throws -> KnockError {
    do {
        try await work()
    } catch let error as KnockError {
        return error
    }
    throw Wrong("it did not fail")
}

/// A line of the log.
private struct Line: Sendable {
    let level: LogLevel
    let target: String
    let text: String
}

/// Takes lines and throws what was not declared.
private final class Lines: Logger {
    private let put: AsyncStream<Line>.Continuation

    init(_ put: AsyncStream<Line>.Continuation) {
        self.put = put
    }

    func log(level: LogLevel, target: String, line: String) throws {
        put.yield(Line(level: level, target: target, text: line))
        throw Wrong("a logger may throw")
    }
}

private final class ThrowingProgress: ProgressListener {
    func onProgress(done: UInt64, of: UInt64) throws {
        throw Wrong("not declared")
    }
}

/// Takes messages and throws what was not declared.
private final class ThrowingListener: EventListener {
    private let texts: AsyncStream<String>.Continuation

    init(_ texts: AsyncStream<String>.Continuation) {
        self.texts = texts
    }

    func onEvent(event: KnockEvent) throws {
        if case .messageReceived(let message) = event { texts.yield(message.text) }
        throw Wrong("not declared")
    }
}

/// Gives nothing but this error.
private final class BrokenVault: KeyVault {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    func get(name: SecretName) throws -> Data? { throw error }
    func put(name: SecretName, secret: Data) throws { throw error }
    func delete(name: SecretName) throws { throw error }
}
