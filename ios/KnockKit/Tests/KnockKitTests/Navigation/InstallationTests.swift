import Foundation
import KnockKit
import Testing

/// The Keychain outlives the app: what happens when somebody installs it anew.
@MainActor @Suite struct InstallationTests {
    private let vault = MemoryVault()
    private let owner = FakeOwner()

    /// An app freshly installed, with an account's secrets in the Keychain or without them.
    private func installed(_ test: (AppModel, Homes) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let preferences = forgottenPreferences()
            let homes = Homes(folder: folder, vault: vault, preferences: preferences)
            var settings = defaultSettings()
            settings.relays = ["wss://relay.example/"]
            let app = AppModel(
                core: homes.core(), preferences: preferences, owner: owner, presenter: FakePresenter(),
                firstSettings: settings, homes: homes)
            await app.start()
            try await test(app, homes)
            await app.enteredBackground()
        }
    }

    private func moveIn(_ app: AppModel) async throws -> String {
        let welcome = app.welcome()
        await welcome.createNew()
        await welcome.wroteDown()
        try same("after moving in", app.phase, .open)
        return try await app.core.identity().npub
    }

    @Test func whoeverMovesInIsKnownAtTheNextStart() async throws {
        try await installed { app, homes in
            #expect(app.phase == .welcome)
            _ = try await moveIn(app)
            let asks = try homes.installation.holdsStranger()
            await app.start()
            #expect(!asks && app.phase == .open)
        }
    }

    @Test func anAccountInTheKeychainIsAskedAboutBeforeAnythingOpens() async throws {
        var key = ""
        try await installed { app, _ in key = try await moveIn(app) }
        try await installed { app, homes in
            let asks = try homes.installation.holdsStranger()
            #expect(asks && app.phase == .found && app.opening == 0)
            owner.answers(false)
            let found = app.found()
            await found.use()
            #expect(app.phase == .found, "nobody but its owner gets it")
            let isOpen = await app.core.isUnlocked()
            #expect(!isOpen)

            owner.answers(true)
            await found.use()
            #expect(app.phase == .open && found.problem == nil)
            let (identity, settings) = try await (app.core.identity(), app.core.settings())
            #expect(identity.npub == key && settings.relays == ["wss://relay.example/"])
            let asksAgain = try homes.installation.holdsStranger()
            #expect(!asksAgain)
        }
    }

    @Test func deletedNothingOfItIsLeft() async throws {
        try await installed { app, _ in _ = try await moveIn(app) }
        try await installed { app, homes in
            await app.found().delete()
            #expect(app.phase == .welcome)
            for name in [SecretName.identityKey, .databaseKey, .seedWords, .walletConnection, .remoteSigner] {
                let secret = try vault.get(name: name)
                #expect(secret == nil)
            }
            let other = try await moveIn(app)
            let asks = try homes.installation.holdsStranger()
            #expect(!other.isEmpty && !asks)
        }
    }

    @Test func aKeychainThatCannotBeReadIsNoFreshInstallation() async throws {
        let homes = Homes(
            folder: FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())"),
            vault: LockedVault(), preferences: forgottenPreferences())
        let app = AppModel(
            core: homes.core(), preferences: forgottenPreferences(), owner: owner,
            presenter: FakePresenter(), homes: homes)
        await app.start()
        #expect(app.phase == .broken && app.problem != nil)
    }
}

/// As the Keychain is before the phone's first unlock.
private final class LockedVault: KeyVault {
    func get(name: SecretName) throws -> Data? { throw VaultFailure.Locked }
    func put(name: SecretName, secret: Data) throws { throw VaultFailure.Locked }
    func delete(name: SecretName) throws { throw VaultFailure.Locked }
}
