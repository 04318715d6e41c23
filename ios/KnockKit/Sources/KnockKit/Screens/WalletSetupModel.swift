import Foundation
import Observation

/// Which wallet pays and hears the knocks.
@MainActor @Observable
public final class WalletSetupModel: NoticeScreen {
    public enum Way: String, Hashable, Sendable, CaseIterable {
        /// A wallet elsewhere, linked by Nostr Wallet Connect.
        case linked
        /// A Lightning node inside the app.
        case node
        /// Breez, inside the app.
        case breez
        /// Any wallet on this phone: `lightning:` links out, pasted comments in.
        case byHand
    }

    /// The Breez wallet of this build. The home must be opened anew for it, which ends this screen.
    public struct Breez: Sendable {
        let choose: @MainActor @Sendable (_ isUsed: Bool) async -> Void

        public init(choose: @escaping @MainActor @Sendable (_ isUsed: Bool) async -> Void) {
            self.choose = choose
        }
    }

    public struct Balance: Hashable, Sendable {
        public let name: String?
        public let amount: Phrase?
        public let isPlayMoney: Bool
    }

    /// The way in use.
    public private(set) var way: Way?
    /// What the wallet told of itself, where it was reached.
    public private(set) var balance: Balance?
    /// `nostr+walletconnect://…`. Whoever has it can spend, so it is wiped once it is linked.
    public var uri: String {
        didSet { if uri != oldValue { problem = nil } }
    }
    /// Where the user is paid, so that others can knock.
    public var lightningAddress = ""
    public internal(set) var isBusy = false
    public internal(set) var notice: Phrase?
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let breez: Breez?
    private let formats: Formats

    /// `uri` is what a link or a scan brought; it is linked only when the user says so.
    public init(
        core: any OwnGateway, uri: String = "", breez: Breez? = nil, formats: Formats = Formats()
    ) {
        self.core = core
        self.uri = uri
        self.breez = breez
        self.formats = formats
    }

    public var canLink: Bool { !uri.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty && !isBusy }

    /// Whether this build has a Lightning node inside.
    public var hasNode: Bool { hasInAppWallet }

    /// Whether this build has Breez inside.
    public var hasBreez: Bool { breez != nil }

    /// A linked wallet and the node of the core are set up only while Breez is not used: it goes before them.
    public var usesCore: Bool { way != .breez }

    public func load() async {
        await attempt {
            way = try await Way(core.walletKind())
            lightningAddress = try await core.settings().lightningAddress ?? ""
        }
        if way != .byHand { await refresh() }
    }

    /// What the camera or the clipboard gave.
    public func scanned(_ code: String) {
        let scanned = ScannedText(code)
        switch scanned.code {
        case .walletLink: uri = scanned.text
        case .nip05(let address): lightningAddress = address
        case .lnurl(let address): lightningAddress = address
        default: problem = scanned.hint
        }
    }

    /// Links the wallet, and takes over the lightning address that its link may name.
    public func link() async {
        let scanned = ScannedText(uri)
        guard case .walletLink = scanned.code else {
            problem = scanned.hint
            return
        }
        await act {
            try await core.linkWallet(uri: scanned.text)
            uri = ""
            way = .linked
            if let address = Self.address(in: scanned.text) { try await use(address, unlessSet: true) }
        }
        if problem == nil { await refresh() }
    }

    /// Pays with another app from now on. A linked wallet is forgotten; the view asks first.
    public func payByHand() async {
        await act {
            try await core.unlinkWallet()
            (way, balance) = (.byHand, nil)
        }
    }

    /// Pays and is paid by Breez from now on. Its keys come from the words, so an account without words has none.
    public func useBreez() async {
        guard let breez, usesCore else { return }
        let hasWords = await busy { try await core.identity().hasWords }
        if hasWords == true { await breez.choose(true) }
        if hasWords == false { problem = .of(.walletBreezNeedsWords) }
    }

    /// Goes back to the wallet before. The money stays with Breez, and is there again when it is chosen again.
    public func leaveBreez() async {
        guard let breez, way == .breez else { return }
        await breez.choose(false)
    }

    /// Stores the address, and asks its service whether knocks can be paid there.
    public func saveAddress() async {
        let typed = lightningAddress.trimmingCharacters(in: .whitespacesAndNewlines)
        await act {
            try await use(typed.isEmpty ? nil : typed, unlessSet: false)
            notice = .of(.settingsSaved)
        }
        if problem == nil, !typed.isEmpty { await checkAddress() }
    }

    /// An address whose service takes no comment, or too short a one, cannot be knocked at.
    private func checkAddress() async {
        guard let check = await attempt({ try await core.checkAddress(text: lightningAddress) }) else {
            return
        }
        if check.takesKnocks {
            notice = .of(.walletAddressGood, .phrase(formats.amount(msat: check.minMsat)))
        } else {
            notice = nil
            problem = .of(.walletAddressBad, .number(Int(check.commentAllowed)))
        }
    }

    /// Asks the wallet for its balance. That it does not answer now does not unlink it.
    public func refresh() async {
        await attempt { balance = Balance(try await core.walletInfo(), formats) }
    }

    private func use(_ address: String?, unlessSet: Bool) async throws {
        var settings = try await core.settings()
        if !unlessSet || settings.lightningAddress == nil {
            settings.lightningAddress = address
            try await core.setSettings(settings: settings)
        }
        lightningAddress = try await core.settings().lightningAddress ?? ""
    }

    /// NIP-47's `lud16`.
    private static func address(in uri: String) -> String? {
        URLComponents(string: uri)?.queryItems?.first { $0.name == "lud16" }?.value
    }
}

extension WalletSetupModel.Way {
    init(_ kind: WalletKind) {
        self =
            switch kind {
            case .byHand: .byHand
            case .linked: .linked
            case .shell: .breez
            case .node: .node
            }
    }
}

extension WalletSetupModel.Balance {
    init(_ info: WalletInfo, _ formats: Formats) {
        name = info.alias
        amount = info.balanceMsat.map(formats.amount)
        isPlayMoney = info.network.map { $0 != .bitcoin } ?? false
    }
}
