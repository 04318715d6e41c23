import Foundation
import KnockKit

extension FakeHome {
    func npub() async throws -> String {
        try called("npub")
        return FakeHome.own
    }

    func card() async throws -> Card {
        try called("card")
        return Card(
            npub: FakeHome.own, link: "nostr:nprofile1own", knockLink: "knock:nprofile1own",
            relays: settingsNow.relays, lightningAddress: settingsNow.lightningAddress,
            offer: settingsNow.offer,
            priceMsat: settingsNow.priceMsat)
    }

    func cardQr(scale: UInt32) async throws -> Data {
        try called("cardQr")
        return Data([0x89, 0x50, 0x4e, 0x47])
    }

    func seedWords() async throws -> String? {
        try called("seedWords")
        return words
    }

    func exportNsec() async throws -> String {
        try called("exportNsec")
        return "nsec1fake"
    }

    func exportNcryptsec(password: String) async throws -> String {
        try called("exportNcryptsec")
        return "ncryptsec1fake"
    }

    func settings() async throws -> HomeSettings {
        try called("settings")
        return settingsNow
    }

    func setSettings(settings: HomeSettings) async throws {
        try called("setSettings")
        for relay in settings.relays + settings.sendRelays where !relay.hasPrefix("wss://") {
            throw KnockError.InvalidInput(kind: "relay_invalid", text: "no relay: \(relay)")
        }
        settingsNow = settings
        settingsNow.lightningAddress = settings.lightningAddress?.lowercased()
    }

    func linkWallet(uri: String) async throws {
        try called("linkWallet")
        guard uri.contains("secret=") else {
            throw KnockError.InvalidInput(kind: "wallet_bad_connection", text: "no secret in it")
        }
        wallet = WalletInfo(
            alias: "Fake", network: .regtest, balanceMsat: 21_000, minSendMsat: nil, maxSendMsat: nil)
    }

    func unlinkWallet() async throws {
        try called("unlinkWallet")
        wallet = nil
    }

    func walletCapabilities() throws -> WalletCapabilities {
        try called("walletCapabilities")
        let linked = wallet != nil
        return WalletCapabilities(
            payInvoice: linked, payOffer: false, payKeysend: false, limitFee: false, handOver: !linked,
            makeInvoice: linked, listIncoming: linked, streamIncoming: linked)
    }

    func walletInfo() async throws -> WalletInfo {
        try called("walletInfo")
        guard let wallet else {
            throw KnockError.Rejected(
                kind: "wallet_unsupported", text: "no wallet", code: "wallet_unsupported")
        }
        return wallet
    }
}
