import Foundation
import KnockFFI

/// The core of the home in this folder, with a wallet of the core's own. Nothing is opened yet.
public func makeCore(folder: URL, vault: any KeyVault) -> any CoreGateway {
    BreezLeftOut().core(folder: folder, vault: vault)
}

/// The core's entries for a process that was only woken: each opens the home beside the running app, does
/// its work within the time given, and closes it.
public struct BackgroundCore: Sendable {
    private let folder: URL
    private let vault: any KeyVault
    private let wallet: any BreezWallet

    public init(folder: URL, vault: any KeyVault, wallet: any BreezWallet = BreezLeftOut()) {
        self.folder = folder
        self.vault = vault
        self.wallet = wallet
    }

    /// Takes a settled payment that a push told of. Nothing where there is nothing to show.
    public func handle(_ payment: IncomingPayment, within limit: Duration) async throws -> KnockNotification?
    {
        try await handlePaymentComment(
            folder: folder.path, vault: vault, payment: payment, deadlineMs: limit.milliseconds)
    }

    /// Asks the wallet for what was paid meanwhile and goes on with whatever is due.
    public func catchUp(within limit: Duration) async throws -> [KnockNotification] {
        try await wallet.catchUp(folder: folder, vault: vault, within: limit)
    }
}

extension Duration {
    /// Whole milliseconds, as the core counts; a negative duration is none.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}

// MARK: Questions that need no home

/// Any text as a QR code: a PNG with so many pixels for each square.
public func qrCode(_ text: String, pixelsPerSquare: UInt32 = 8) throws -> Data {
    try qrPng(text: text, scale: pixelsPerSquare)
}

/// A blurred picture as pixels: RGBA, row by row. A few are enough, the view makes them larger.
public func blurredPixels(_ blurhash: String, width: UInt32 = 32, height: UInt32 = 32) throws -> Data {
    try blurhashPixels(blurhash: blurhash, width: width, height: height)
}

/// The relays that Knock knows by itself.
public var knownRelays: [String] { relayDirectory() }

/// Whether this build has a Lightning node inside.
public var hasInAppWallet: Bool { features().inAppWallet }

/// The version of the core, which is the app's.
public var version: String { coreVersion() }
