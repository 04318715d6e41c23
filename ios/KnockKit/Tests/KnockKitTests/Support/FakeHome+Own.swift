import Foundation
import KnockKit

extension FakeHome {
    func identity() async throws -> IdentityInfo {
        try called("identity")
        return IdentityInfo(npub: FakeHome.own, sendOnly: false, signer: .here, hasWords: words != nil)
    }

    func backUp(path: String, passphrase: String, progress: (any ProgressListener)?) async throws -> UInt64 {
        try called("backUp")
        guard backups[path] == nil else {
            throw KnockError.Rejected(kind: "file_exists", text: "", code: "file_exists")
        }
        try progress?.onProgress(done: 1, of: 2)
        backups[path] = passphrase
        return 2
    }

    func restore(path: String, passphrase: String, progress: (any ProgressListener)?) async throws -> String {
        try called("restore", whileOpen: false)
        guard let made = backups[path] else {
            throw KnockError.InvalidInput(kind: "backup_not_one", text: "no backup")
        }
        guard made == passphrase else {
            throw KnockError.InvalidInput(kind: "backup_wrong_passphrase", text: "wrong")
        }
        (lives, isOpen) = (true, true)
        return FakeHome.own
    }

    func made(backup path: String, _ passphrase: String) {
        backups[path] = passphrase
    }

    func erase() async throws {
        try called("erase")
        (lives, isOpen, chats, people) = (false, false, [:], [:])
    }

    func publicRelays() async throws -> [String] {
        try called("publicRelays")
        return publicList
    }

    func publish(list: [String]) {
        publicList = list
    }

    func joinLines(for secs: UInt64) {
        settingsNow.lineWindowSecs = secs
    }

    func useShellWallet() {
        hasShellWallet = true
    }

    func discoverRelays() async throws -> [DiscoveredRelay] {
        try called("discoverRelays")
        discovered = [DiscoveredRelay(relay: "wss://found.example/", monitors: 2, rttMs: 80, foundAt: noon)]
        return discovered
    }

    func discoveredRelays() async throws -> [DiscoveredRelay] {
        try called("discoveredRelays")
        return discovered
    }

    func checkAddress(text: String) async throws -> AddressCheck {
        try called("checkAddress")
        let allowed: UInt32 = text.hasPrefix("mute") ? 0 : 255
        return AddressCheck(
            address: text, minMsat: 1_000, maxMsat: 1_000_000, commentAllowed: allowed,
            takesKnocks: allowed > 0)
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
        (wallet, node) = (nil, nil)
    }

    func walletKind() throws -> WalletKind {
        try called("walletKind")
        if hasShellWallet { return .shell }
        return node != nil ? .node : wallet == nil ? .byHand : .linked
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
