import Foundation
import KnockKit
import Testing

/// A wallet that the shell brings: async calls from the core into Swift.
@Suite struct OwnWalletTests {
    @Test func itHandsAnInvoiceToTheUser() async throws {
        try await sending(with: HandingOver(throwsWhenPaying: false)) { knock, to in
            let sent = try await knock.send(to: to, text: "by hand", options: SendOptions())
            #expect(sent.state == .awaitingUser)
            #expect(sent.payUri?.hasPrefix("lightning:lnbcrt") == true)
        }
    }

    @Test func oneThatThrowsWhileItPaysIsNotToldToPayAgain() async throws {
        let wallet = HandingOver(throwsWhenPaying: true)
        try await sending(with: wallet) { knock, to in
            do {
                _ = try await knock.send(to: to, text: "maybe", options: SendOptions())
                throw Wrong("it did not fail")
            } catch let error as KnockError {
                #expect(error.kind == "payment_outcome_unknown")
            }
            let row = try #require(try await knock.outbox().last)
            #expect(row.state == .paying)
            _ = try? await knock.retry(outgoingId: row.id)
            #expect(await wallet.paid.count == 1)
        }
    }

    /// Alice's home with this wallet instead of the linked one.
    private func sending(
        with wallet: HandingOver, _ test: (Knock, String) async throws -> Void
    ) async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let alice = try await Somebody.moveIn(sandbox, "alice")
        let bob = try await Somebody.moveIn(sandbox, "bob")
        try await alice.meet(bob)
        try await alice.knock.lock()
        let knock = await Knock(folder: alice.folder, vault: alice.vault, wallet: wallet)
        try await knock.unlock()
        try await test(knock, bob.npub)
        try await knock.lock()
        try await alice.moveOut()
        try await bob.moveOut()
    }
}

private actor Counter {
    private(set) var count = 0

    func add() {
        count += 1
    }
}

/// Shows the invoice to the user, as a shell with a `lightning:` link does; or says nothing of what it did.
private final class HandingOver: Wallet {
    let paid = Counter()
    private let throwsWhenPaying: Bool

    init(throwsWhenPaying: Bool) {
        self.throwsWhenPaying = throwsWhenPaying
    }

    func capabilities() throws -> WalletCapabilities {
        WalletCapabilities(
            payInvoice: false, payOffer: false, payKeysend: false, limitFee: false, handOver: true,
            makeInvoice: false, listIncoming: false, streamIncoming: false)
    }

    func info() async throws -> WalletInfo {
        WalletInfo(alias: "hand", network: nil, balanceMsat: nil, minSendMsat: nil, maxSendMsat: nil)
    }

    func pay(request: PayRequest) async throws -> PayOutcome {
        await paid.add()
        guard !throwsWhenPaying, case .invoice(let bolt11, _, _, _) = request else {
            throw Wrong("not declared")
        }
        return .handOver(uri: "lightning:\(bolt11)")
    }

    func lookup(request: PayRequest) async throws -> PaymentStatus {
        throwsWhenPaying ? .pending : .unknowable
    }

    func makeInvoice(request: InvoiceRequest) async throws -> String { throw WalletFailure.Unsupported }
    func incomingSince(since: UInt64) async throws -> [IncomingPayment] { [] }
    func subscribe(sink: PaymentSink) async throws { throw WalletFailure.Unsupported }
    func shutdown() async throws {}
}
