import Foundation
import KnockKit
import Testing

/// The whole app but its views, on the real core, with a wallet and a relay of the sandbox.
@MainActor
final class Phone {
    let app: AppModel
    let core: Knock
    let presenter = FakePresenter()
    let preferences = forgottenPreferences()
    let vault = MemoryVault()
    let folder: URL
    let user: Sandbox.User
    private var screens: [Task<Void, Never>] = []

    private init(_ user: Sandbox.User, relay: String) {
        self.user = user
        folder = FileManager.default.temporaryDirectory.appending(path: "knock-\(UUID())")
        core = Knock(folder: folder.path, vault: vault)
        var settings = defaultSettings()
        settings.relays = [relay]
        settings.searchDirectory = false
        settings.allowLocal = true
        app = AppModel(
            core: core, preferences: preferences, owner: FakeOwner(), presenter: presenter,
            firstSettings: settings)
    }

    /// Somebody installs the app and goes through its first screens.
    static func setUp(_ sandbox: Sandbox, _ name: String, balanceSat: UInt64 = 1_000) async throws -> Phone {
        let user = try await sandbox.createUser(name, balanceSat: balanceSat)
        let phone = Phone(user, relay: sandbox.relayURL)
        await phone.app.start()
        try same("the first screen", phone.app.phase, .welcome)
        let welcome = phone.app.welcome()
        await welcome.createNew()
        await welcome.wroteDown()
        try same("after moving in", phone.app.phase, .open)

        let wallet = phone.app.walletSetup()
        await wallet.load()
        wallet.scanned(user.wallet_uri)
        await wallet.link()
        try same("the wallet's problem", wallet.problem, nil)
        wallet.lightningAddress = user.lightning_address
        await wallet.saveAddress()
        return phone
    }

    /// A new phone, on which nobody has moved in.
    static func unpacked(_ sandbox: Sandbox, like other: Phone) async throws -> Phone {
        let phone = Phone(other.user, relay: sandbox.relayURL)
        await phone.app.start()
        try same("the first screen", phone.app.phase, .welcome)
        return phone
    }

    /// Shows a screen for the rest of the test.
    func show(_ run: @escaping @MainActor () async -> Void) {
        screens.append(Task { await run() })
    }

    func conversations() -> ConversationsModel {
        let model = app.conversations()
        show(model.run)
        return model
    }

    /// Opens a chat and waits for it.
    func chat(with peer: String) async -> ChatModel {
        let model = app.chat(with: peer)
        show(model.run)
        await eventually("the chat opens") { model.isLoaded }
        await model.appeared()
        return model
    }

    func code() async -> String {
        let code = app.myCode()
        await code.load()
        return code.link
    }

    func npub() async throws -> String { try await core.npub() }

    /// Scans the other's code and gives a name.
    func meet(_ other: Phone, name: String) async throws {
        let add = app.addContact()
        await add.scanned(await other.code())
        add.name = name
        await add.complete()
        try same("meeting", add.step, .done(npub: try await other.npub()))
    }

    func leave() async throws {
        for screen in screens { screen.cancel() }
        await app.enteredBackground()
        // The database's files go while its last reader does.
        await eventually("the home can be deleted") {
            try? FileManager.default.removeItem(at: folder)
            return !FileManager.default.fileExists(atPath: folder.path)
        }
    }
}

extension ChatModel {
    var bubbles: [Bubble] {
        items.compactMap { if case .bubble(let bubble) = $0 { bubble } else { nil } }
    }
}
