import Foundation
import KnockKit
import Testing

@Suite struct PushTests {
    static let hash = String(repeating: "ab", count: 32)

    private func push(_ type: String, _ payload: String) -> Push {
        Push(["notification_type": type, "notification_payload": payload])
    }

    @Test func aSettledPaymentComesWithItsComment() {
        let payload = """
            {"type":"incoming","payment_hash":"\(Self.hash)","amount":21000,"settled_at":1700000000,
             "metadata":{"comment":"knock1abc","other":{"deep":[1]}}}
            """
        #expect(
            push("payment_received", payload)
                == .payment(
                    IncomingPayment(
                        paymentHash: Self.hash, amountMsat: 21_000, settledAt: 1_700_000_000,
                        comment: "knock1abc")))
    }

    @Test func aWalletThatDoesNotSayWhenMeansNow() {
        let payload = #"{"payment_hash":"\#(Self.hash)","amount":1000}"#
        guard case .payment(let payment) = push("payment_received", payload) else {
            Issue.record("no payment")
            return
        }
        #expect(payment.settledAt > 1_700_000_000)
        #expect(payment.comment == nil)
    }

    @Test(arguments: [
        "swap_updated", "invoice_request", "payment_received", "lnurlpay_invoice", "", "something new",
    ])
    func whateverCannotBeReadMeansToAskTheWallet(type: String) {
        let comment = "knock1" + String(repeating: "a", count: 248)
        let unpaid = #"{"amount":1000,"comment":"\#(comment)","reply_url":"https://nds.example/reply"}"#
        for payload in [unpaid, "", "{", "[]", "null", #"{"payment_hash":7}"#, #"{"id":"x","status":"y"}"#] {
            #expect(push(type, payload) == .news)
        }
        #expect(Push([:]) == .news)
        #expect(Push(["notification_type": 7, "notification_payload": ["a": 1]]) == .news)
    }

    /// Bob's phone is woken, his app is not running.
    private func woken(
        _ test: (Somebody, Somebody, @Sendable (Push) async -> [NotificationContent]) async throws -> Void
    ) async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let alice = try await Somebody.moveIn(sandbox, "alice")
        let bob = try await Somebody.moveIn(sandbox, "bob")
        try await alice.meet(bob)
        let wake = await Wake(BackgroundCore(folder: URL(fileURLWithPath: bob.folder), vault: bob.vault))
        try await test(alice, bob) { await wake.contents(for: $0, within: patience) }
        try await alice.moveOut()
        try await bob.moveOut()
    }

    @Test func aPaymentsPushShowsTheMessage() async throws {
        try await woken { alice, bob, contents in
            let comment = try await alice.send("ding", to: bob).comment
            let payment = IncomingPayment(
                paymentHash: Self.hash, amountMsat: 1_000_000,
                settledAt: UInt64(Date().timeIntervalSince1970),
                comment: comment)
            let shown = await contents(.payment(payment))
            #expect(shown.map(\.body) == [.verbatim("ding")])
            let sender = await alice.npub
            #expect(shown.map(\.peer) == [sender])
            #expect(await contents(.payment(payment)) == shown, "told twice, it replaces the first")
        }
    }

    @Test func newsOfTheWalletAsksIt() async throws {
        try await woken { alice, bob, contents in
            try await alice.send("one", to: bob)
            try await alice.send("two", to: bob)
            #expect(Set(await contents(.news).map(\.body)) == [.verbatim("one"), .verbatim("two")])
            #expect(await contents(.news).isEmpty)
        }
    }

    @Test func whoeverIsMutedMakesNoSound() async throws {
        try await woken { alice, bob, contents in
            try await bob.meet(alice)
            try await bob.knock.mute(peer: await alice.npub, until: UInt64.max)
            let comment = try await alice.send("psst", to: bob).comment
            let payment = IncomingPayment(
                paymentHash: Self.hash, amountMsat: 1_000_000,
                settledAt: UInt64(Date().timeIntervalSince1970), comment: comment)
            #expect(await contents(.payment(payment)).isEmpty)
            let stored = try await bob.knock.messages(peer: nil, limit: 9).map(\.text)
            #expect(stored == ["psst"], "it is there all the same")
        }
    }

    @Test func withoutPreviewsThePushSaysOnlyThatSomethingCame() async throws {
        try await woken { alice, bob, contents in
            var settings = try await bob.knock.settings()
            settings.previews = false
            try await bob.knock.setSettings(settings: settings)
            try await alice.send("between us", to: bob)
            let shown = await contents(.news)
            #expect(shown.map(\.body) == [.of(.notificationMessage)])
            #expect(!"\(shown)".contains("between us"))
        }
    }

    @Test func aWalletThatHangsDoesNotCostTheAnswer() async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let bob = try await Somebody.moveIn(sandbox, "bob")
        try await sandbox.change(
            .object(["user": .text("bob"), "wallet": .object(["delay_ms": .number(600_000)])]))
        let wake = await Wake(BackgroundCore(folder: URL(fileURLWithPath: bob.folder), vault: bob.vault))
        let told = try await patiently { await wake.contents(for: .news, within: .seconds(2)) }
        #expect(told == [.unread])
        try await bob.moveOut()
    }

    @Test func whatFailsStillSaysThatSomethingCame() async throws {
        let nobody = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
        let wake = Wake(BackgroundCore(folder: nobody, vault: MemoryVault()))
        #expect(await wake.contents(for: .news, within: patience) == [.unread])
    }
}
