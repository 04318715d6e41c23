import KnockKit
import Testing

@MainActor @Suite struct NodeModelTests {
    let home = FakeHome()

    private func made(_ test: (NodeModel) async throws -> Void) async throws {
        let model = NodeModel(core: home, formats: .test)
        await model.load()
        #expect(model.step == .create && !model.canCreate)
        model.form.chainURL = " https://chain.example/api "
        await model.create()
        guard case .writeDown(let words) = model.step else { throw Wrong("\(model.step)") }
        #expect(words.count == 12 && model.problem == nil)
        await model.wroteDown()
        try await test(model)
    }

    @Test func itIsMadeOnceAndShowsItsMoney() async throws {
        try await made { model in
            #expect(model.step == .ready && model.nodeId == "02fake")
            #expect(
                model.money?.canSend.english == "1,500 sat" && model.money?.onchain.english == "50,000 sat")
            #expect(model.money?.closing == nil && model.money?.blockHeight == 900_000)
            let again = NodeModel(core: home, formats: .test)
            await again.load()
            #expect(again.step == .ready && again.form.chainURL == "https://chain.example/api")
        }
    }

    @Test func wrongSettingsAreToldAndStay() async throws {
        let model = NodeModel(core: home, formats: .test)
        await model.load()
        model.form.chainURL = "http://chain.example"
        await model.create()
        #expect(model.step == .create && model.problem == .of(.errorWalletBadConnection))
        #expect(model.form.chainURL == "http://chain.example")
    }

    @Test func channelsOpenAndClose() async throws {
        try await made { model in
            await model.openChannel(to: "02peer@host:9735", sats: "lots")
            #expect(model.problem == .of(.settingsNoAmount) && model.channels.isEmpty)
            await model.openChannel(to: "02peer@host:9735", sats: "100,000")
            #expect(model.channels.map(\.size.english) == ["100,000 sat"])
            #expect(model.channels[0].state == .of(.nodeChannelConfirming) && !model.channels[0].isUsable)
            await model.closeChannel("channel", force: false)
            #expect(model.channels.isEmpty && model.problem == nil)
        }
    }

    @Test func itIsPaidAndPaysOut() async throws {
        try await made { model in
            await model.makeOffer()
            #expect(model.toBePaid == "lno1fake")
            await model.makeInvoice(sats: "21", description: "Tea")
            #expect(model.toBePaid == "lnbc21000")
            await model.makeAddress()
            #expect(model.toBePaid == "bc1fake")
            await model.withdraw(to: "bc1mine", sats: "")
            #expect(model.notice == .of(.nodeWithdrawn, .text("bc1mine all")))
            await model.withdraw(to: "bc1mine", sats: "1,000")
            #expect(model.notice == .of(.nodeWithdrawn, .text("bc1mine 1000")))
        }
    }

    @Test func leftItCanBeMadeAgain() async throws {
        try await made { model in
            await model.leave()
            #expect(model.step == .create && model.money == nil)
            #expect(await home.node == nil)
        }
    }

    @Test func aBuildWithoutItSaysSo() async throws {
        await home.fail(
            "createNode", .Rejected(kind: "wallet_not_built_in", text: "", code: "wallet_not_built_in"))
        let model = NodeModel(core: home, formats: .test)
        await model.load()
        model.form.chainURL = "https://chain.example/api"
        await model.create()
        #expect(model.problem == .of(.errorWalletNotBuiltIn) && model.step == .create)
    }
}

/// The same on the real core. The library that the tests use has no node inside.
@MainActor @Suite(.enabled(if: !hasInAppWallet)) struct LeftOutNodeTests {
    @Test func theRealCoreSaysThatItIsNotBuiltIn() async throws {
        try await withTemporaryFolder { folder in
            let core = makeCore(folder: folder, vault: MemoryVault())
            _ = try await core.create(origin: .new, settings: defaultSettings())
            let model = NodeModel(core: core, formats: .test)
            await model.load()
            #expect(model.step == .create && model.problem == nil)
            model.form.chainURL = "https://chain.example/api"
            await model.create()
            #expect(model.step == .create && model.problem == .of(.errorWalletNotBuiltIn))
            #expect(model.form.chainURL == "https://chain.example/api" && !model.isBusy)
            for deed in [model.sync, model.makeOffer, model.makeAddress] {
                await deed()
                #expect(model.problem == .of(.errorWalletNotBuiltIn))
            }
            #expect(model.toBePaid == nil && model.money == nil)

            let wallet = WalletSetupModel(core: core, formats: .test)
            await wallet.load()
            #expect(wallet.way == .byHand && !wallet.hasNode && wallet.problem == nil)
            try await core.lock()
        }
    }
}
