import Foundation
import KnockKit
import Testing

/// Changing to the wallet that some builds have inside, and back.
@MainActor @Suite struct BreezTests {
    private let preferences = forgottenPreferences()
    private let own = FakeHome()
    private let inside = FakeHome()

    private func app(builtIn: Bool = true, _ test: (AppModel) async throws -> Void) async throws {
        await inside.useShellWallet()
        try await withTemporaryFolder { folder in
            let homes = Homes(
                folder: folder, vault: MemoryVault(), preferences: preferences,
                breez: FakeBreez(isBuiltIn: builtIn, home: inside))
            let app = AppModel(
                core: own, preferences: preferences, owner: FakeOwner(), presenter: FakePresenter(),
                homes: homes)
            await app.open()
            try await test(app)
        }
    }

    private func wallet(_ app: AppModel) async -> WalletSetupModel {
        let model = app.walletSetup()
        await model.load()
        return model
    }

    @Test func theHomeIsOpenedAnewWithIt() async throws {
        try await app { app in
            app.router.open(.walletSetup())
            let model = await wallet(app)
            #expect(model.hasBreez && model.usesCore && model.way == .byHand)
            await model.useBreez()
            #expect(app.phase == .open && app.opening == 2 && preferences.usesBreez)
            #expect(app.router.settings == [.walletSetup()], "the user stays where they are")
            #expect(await !own.isOpen)
            #expect(await inside.isOpen)

            let again = await wallet(app)
            #expect(again.way == .breez && !again.usesCore)
            await eventually { await inside.listeners == 1 }
            #expect(await own.listeners == 0)
        }
    }

    @Test func anAccountWithoutWordsHasNone() async throws {
        await own.set(\.words, nil)
        try await app { app in
            let model = await wallet(app)
            await model.useBreez()
            #expect(
                model.problem == .of(.walletBreezNeedsWords) && app.opening == 1 && !preferences.usesBreez)
        }
    }

    @Test func aBuildWithoutItDoesNotOfferIt() async throws {
        preferences.usesBreez = true
        try await app(builtIn: false) { app in
            let model = await wallet(app)
            #expect(!model.hasBreez && model.usesCore)
            await model.useBreez()
            await model.leaveBreez()
            #expect(app.opening == 1)
        }
    }

    @Test func thisBuildHasNone() {
        #expect(!breezWallet(apiKey: nil, folder: FileManager.default.temporaryDirectory).isBuiltIn)
    }

    @Test func aWokenProcessCatchesUpWithTheWalletThatIsChosen() async throws {
        await inside.useShellWallet()
        preferences.usesBreez = true
        let homes = Homes(
            folder: FileManager.default.temporaryDirectory, vault: MemoryVault(), preferences: preferences,
            breez: FakeBreez(isBuiltIn: true, home: inside))
        _ = try await homes.background().catchUp(within: .seconds(1))
        #expect(await inside.count("catchUp") == 1)
    }
}

/// Opens a home in memory.
private struct FakeBreez: BreezWallet {
    let isBuiltIn: Bool
    let home: FakeHome

    func core(folder: URL, vault: any KeyVault) -> any CoreGateway { home }

    func catchUp(
        folder: URL, vault: any KeyVault, within limit: Duration
    ) async throws -> [KnockNotification] {
        try await home.catchUp(deadlineMs: 1)
    }
}
