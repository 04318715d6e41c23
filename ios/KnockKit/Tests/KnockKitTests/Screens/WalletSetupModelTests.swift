import KnockKit
import Testing

@MainActor @Suite struct WalletSetupModelTests {
    let home = FakeHome()
    private static let uri = "nostr+walletconnect://b889?relay=wss%3A%2F%2Frelay.example&secret=71a8"

    @Test func aScannedLinkIsLinkedOnlyWhenTheUserSaysSo() async throws {
        let model = WalletSetupModel(core: home, formats: .test)
        await model.load()
        #expect(model.way == .byHand && model.balance == nil)
        model.scanned(Self.uri + "&lud16=Me@Wallet.example")
        #expect(await home.count("linkWallet") == 0 && model.canLink)
        await model.link()
        #expect(model.way == .linked && model.uri.isEmpty && model.problem == nil)
        #expect(model.balance?.amount?.english == "21 sat" && model.balance?.isPlayMoney == true)
        #expect(model.lightningAddress == "me@wallet.example")
    }

    @Test func anAddressThatIsThereIsNotReplacedByALinks() async throws {
        let model = WalletSetupModel(core: home, formats: .test)
        await model.load()
        model.lightningAddress = " mine@wallet.example "
        await model.saveAddress()
        #expect(model.notice?.english == "Saved. Others can knock here, from 1 sat.")
        model.uri = Self.uri + "&lud16=other@wallet.example"
        await model.link()
        #expect(await home.settingsNow.lightningAddress == "mine@wallet.example")
    }

    @Test func anAddressThatCannotBeKnockedAtIsSavedWithAWarning() async throws {
        let model = WalletSetupModel(core: home, formats: .test)
        await model.load()
        model.lightningAddress = "mute@wallet.example"
        await model.saveAddress()
        #expect(model.problem == .of(.walletAddressBad, .number(0)) && model.notice == nil)
        #expect(await home.settingsNow.lightningAddress == "mute@wallet.example")
    }

    @Test func badLinksAreExplainedAndKept() async throws {
        let model = WalletSetupModel(core: home, uri: "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfq", formats: .test)
        await model.link()
        #expect(model.problem == .of(.scannedInvoice))
        model.uri = "nostr+walletconnect://b889"
        #expect(model.problem == nil)
        await model.link()
        #expect(model.problem == .of(.errorWalletBadConnection) && !model.uri.isEmpty)
    }

    @Test func aWalletThatDoesNotAnswerStaysLinked() async throws {
        let model = WalletSetupModel(core: home, uri: Self.uri, formats: .test)
        await home.fail("walletInfo", .Network(kind: "wallet_unreachable", text: "", retryable: true))
        await model.link()
        #expect(model.way == .linked && model.problem == .of(.errorWalletUnreachable))
        await model.refresh()
        #expect(model.balance?.name == "Fake" && model.problem == nil)
    }

    @Test func payingByHandForgetsTheLink() async throws {
        let model = WalletSetupModel(core: home, uri: Self.uri, formats: .test)
        await model.link()
        await model.payByHand()
        #expect(model.way == .byHand && model.balance == nil)
        #expect(await home.wallet == nil)
    }
}
