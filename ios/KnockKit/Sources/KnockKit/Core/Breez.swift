import Foundation
import KnockFFI

#if canImport(KnockBreezFFI)
    import KnockBreezFFI
#endif

/// The Breez wallet, which a build has inside or has not. The home is opened with it where the user has chosen it.
public protocol BreezWallet: Sendable {
    var isBuiltIn: Bool { get }
    /// The home with this wallet. Nothing is opened or connected yet.
    func core(folder: URL, vault: any KeyVault) -> any CoreGateway
    /// What `BackgroundCore.catchUp` does, with this wallet.
    func catchUp(folder: URL, vault: any KeyVault, within limit: Duration) async throws -> [KnockNotification]
}

/// A build without it: every home is opened with the wallets of the core.
public struct BreezLeftOut: BreezWallet {
    public init() {}

    public var isBuiltIn: Bool { false }

    public func core(folder: URL, vault: any KeyVault) -> any CoreGateway {
        Knock(folder: folder.path, vault: vault)
    }

    public func catchUp(
        folder: URL, vault: any KeyVault, within limit: Duration
    ) async throws -> [KnockNotification] {
        try await KnockFFI.catchUp(folder: folder.path, vault: vault, deadlineMs: limit.milliseconds)
    }
}

#if canImport(KnockBreezFFI)
    /// A build whose library is `core/breez/ffi`.
    public struct BreezBuiltIn: BreezWallet {
        private let options: BreezOptions

        /// `apiKey` is the app's own key for Breez's services.
        public init(apiKey: String?, folder: URL) {
            options = BreezOptions(
                network: .bitcoin, apiKey: apiKey, folder: folder.path, syncDevices: false)
        }

        public var isBuiltIn: Bool { true }

        public func core(folder: URL, vault: any KeyVault) -> any CoreGateway {
            knockWithBreez(folder: folder.path, vault: vault, options: options)
        }

        public func catchUp(
            folder: URL, vault: any KeyVault, within limit: Duration
        ) async throws -> [KnockNotification] {
            try await catchUpWithBreez(
                folder: folder.path, vault: vault, deadlineMs: limit.milliseconds, options: options)
        }
    }
#endif

/// The one of this build. `folder` is where it keeps its own database, beside the home's.
public func breezWallet(apiKey: String?, folder: URL) -> any BreezWallet {
    #if canImport(KnockBreezFFI)
        BreezBuiltIn(apiKey: apiKey, folder: folder)
    #else
        BreezLeftOut()
    #endif
}

/// How this phone's home is opened: with Breez where that was chosen and is there, otherwise with the wallets of the core.
public struct Homes: Sendable {
    private let folder: URL
    private let vault: any KeyVault
    private let preferences: any Preferences
    private let breez: any BreezWallet

    public init(
        folder: URL, vault: any KeyVault, preferences: any Preferences,
        breez: any BreezWallet = BreezLeftOut()
    ) {
        self.folder = folder
        self.vault = vault
        self.preferences = preferences
        self.breez = breez
    }

    public var hasBreez: Bool { breez.isBuiltIn }

    /// A build without Breez, installed over one that had it, opens the home all the same.
    public var usesBreez: Bool { breez.isBuiltIn && preferences.usesBreez }

    func chooseBreez(_ chosen: Bool) {
        preferences.usesBreez = chosen
    }

    public func core() -> any CoreGateway {
        (usesBreez ? breez : BreezLeftOut()).core(folder: folder, vault: vault)
    }

    public func background() -> BackgroundCore {
        BackgroundCore(folder: folder, vault: vault, wallet: usesBreez ? breez : BreezLeftOut())
    }

    public var installation: Installation { Installation(folder: folder, vault: vault) }
}
