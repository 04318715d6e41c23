import Foundation
import Observation

/// The Lightning node inside the app: making it, its money and its channels. Nothing is contacted that the user has not
/// named, so no server is filled in.
@MainActor @Observable
public final class NodeModel: NoticeScreen {
    public enum Step: Hashable, Sendable {
        case loading
        /// There is none in use: `form` makes one.
        case create
        /// New words, shown once, to be written down.
        case writeDown(words: [String])
        case ready
    }

    /// What is asked before a node is made, and can be changed afterwards.
    public struct Form: Hashable, Sendable {
        public var network: WalletNetwork = .bitcoin
        /// An Esplora server: where the chain is read.
        public var chainURL = ""
        /// `KEY@HOST:PORT` of who opens channels when the first payment comes (LSPS2).
        public var lsp = ""
        public var lspToken = ""
        /// Where the map of the network is had from.
        public var rapidGossip = ""
        /// Words of a former node, where this account has none.
        public var words = ""

        public init() {}
    }

    public struct Channel: Identifiable, Hashable, Sendable {
        public let id: String
        public let peer: String
        public let size: Phrase
        public let canSend: Phrase
        public let canReceive: Phrase
        public let state: Phrase
        public let isUsable: Bool
    }

    public struct Money: Hashable, Sendable {
        public let canSend: Phrase
        public let canReceive: Phrase
        public let onchain: Phrase
        /// On its way out of channels that were closed.
        public let closing: Phrase?
        public let blockHeight: Int
    }

    public private(set) var step: Step = .loading
    public var form = Form()
    public private(set) var nodeId = ""
    public private(set) var money: Money?
    public private(set) var channels: [Channel] = []
    /// What was made to be paid: an offer, an invoice or an address, to be shown as a code.
    public private(set) var toBePaid: String?
    public internal(set) var notice: Phrase?
    public internal(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any NodeGateway
    private let formats: Formats

    /// Shown in the empty fields, no more than that.
    public static let chainHint = "https://blockstream.info/api"
    public static let rapidGossipHint = "https://rapidsync.lightningdevkit.org/snapshot/"

    public init(core: any NodeGateway, formats: Formats = Formats()) {
        self.core = core
        self.formats = formats
    }

    public var canCreate: Bool { given(form.chainURL) != nil && !isBusy }

    public func load() async {
        await attempt {
            guard let settings = try await core.nodeSettings() else {
                step = .create
                return
            }
            form = Form(settings)
            step = .ready
        }
        if step == .ready { await refresh() }
    }

    /// Makes the node, which replaces a linked wallet. It is started once, so that wrong settings are told now.
    public func create() async {
        guard canCreate else { return }
        await act {
            let words = form.words.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let created = try await core.createNode(settings: settings(), words: given(words))
            (nodeId, form.words, form.lspToken) = (created.nodeId, "", "")
            let new = created.words?.split(separator: " ").map(String.init)
            step = new.map { .writeDown(words: $0) } ?? .ready
        }
        if step == .ready { await refresh() }
    }

    public func wroteDown() async {
        step = .ready
        await refresh()
    }

    /// Stores changed settings. An empty token keeps the one that is stored.
    public func saveSettings() async {
        await act {
            try await core.setNodeSettings(settings: settings())
            notice = .of(.settingsSaved)
        }
    }

    /// Catches up with the chain, then reads money and channels.
    public func sync() async {
        await act {
            try await core.syncNode()
            try await readInfo()
        }
    }

    public func refresh() async {
        await attempt { try await readInfo() }
    }

    // MARK: Being paid

    /// An offer of the user's own; it goes along with messages and with the code from now on.
    public func makeOffer() async {
        await act { toBePaid = try await core.receiveOffer() }
    }

    public func makeInvoice(sats text: String, description: String) async {
        guard let msat = amount(text) else { return }
        await act { toBePaid = try await core.receiveInvoice(amountMsat: msat, description: description) }
    }

    public func makeAddress() async {
        await act { toBePaid = try await core.depositAddress() }
    }

    // MARK: Money out, channels

    /// Sends what is on the chain to an address; without an amount, all but the channels' reserve.
    public func withdraw(to address: String, sats text: String) async {
        let all = text.trimmingCharacters(in: .whitespaces).isEmpty
        let msat = all ? nil : amount(text)
        guard all || msat != nil, let address = given(address) else { return }
        await act {
            let transaction = try await core.withdraw(address: address, amountSat: msat.map { $0 / 1000 })
            notice = .of(.nodeWithdrawn, .text(transaction))
            try await readInfo()
        }
    }

    /// `node` is `KEY@HOST:PORT`.
    public func openChannel(to node: String, sats text: String) async {
        guard let msat = amount(text), let node = given(node) else { return }
        await act {
            try await core.openChannel(node: node, sizeSat: msat / 1000, announce: false)
            try await readInfo()
        }
    }

    /// By force only where the other side is gone: the money comes after its time lock.
    public func closeChannel(_ id: String, force: Bool) async {
        await act {
            try await core.closeChannel(id: id, force: force)
            try await readInfo()
        }
    }

    /// Pays by hand from now on. The node's files and money stay, and are there again once it is made again; the view
    /// warns where channels are open.
    public func leave() async {
        await act {
            try await core.unlinkWallet()
            (step, money, channels, toBePaid) = (.create, nil, [], nil)
        }
    }

    // MARK: Parts

    private func readInfo() async throws {
        let info = try await core.nodeInfo()
        nodeId = info.nodeId
        money = Money(info, formats)
        channels = info.channels.map { Channel($0, formats) }
    }

    private func settings() -> NodeSettings {
        NodeSettings(
            network: form.network, chain: .esplora(url: given(form.chainURL) ?? ""), lsp: given(form.lsp),
            lspToken: given(form.lspToken), rapidGossip: given(form.rapidGossip), listen: nil, alias: nil)
    }

    private func amount(_ text: String) -> UInt64? {
        guard let msat = formats.msat(sats: text), msat > 0 else {
            problem = .of(.settingsNoAmount)
            return nil
        }
        return msat
    }

    private func given(_ field: String) -> String? {
        let field = field.trimmingCharacters(in: .whitespacesAndNewlines)
        return field.isEmpty ? nil : field
    }
}

extension NodeModel.Form {
    init(_ settings: NodeSettings) {
        network = settings.network
        if case .esplora(let url) = settings.chain { chainURL = url }
        (lsp, rapidGossip) = (settings.lsp ?? "", settings.rapidGossip ?? "")
    }
}

extension NodeModel.Money {
    init(_ info: NodeInfo, _ formats: Formats) {
        canSend = formats.amount(msat: info.outboundMsat)
        canReceive = formats.amount(msat: info.inboundMsat)
        onchain = formats.onChain(info.onchainSat)
        closing = info.closingSat == 0 ? nil : formats.onChain(info.closingSat)
        blockHeight = Int(info.blockHeight)
    }
}

extension NodeModel.Channel {
    init(_ channel: NodeChannel, _ formats: Formats) {
        (id, peer) = (channel.id, channel.peer)
        size = formats.onChain(channel.sizeSat)
        canSend = formats.amount(msat: channel.outboundMsat)
        canReceive = formats.amount(msat: channel.inboundMsat)
        isUsable = channel.usable
        state = .of(
            channel.usable ? .nodeChannelUsable : channel.ready ? .nodeChannelAway : .nodeChannelConfirming)
    }
}
