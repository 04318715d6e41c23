import Foundation
import KnockKit

/// A node that is not on any network.
extension FakeHome {
    private func running(_ call: String) throws {
        try called(call)
        guard node != nil else {
            throw KnockError.NotFound(kind: "wallet_not_created", text: "no node was made")
        }
    }

    func createNode(settings: NodeSettings, words: String?) async throws -> CreatedNode {
        try called("createNode")
        guard case .esplora(let url) = settings.chain, url.hasPrefix("https://") else {
            throw KnockError.InvalidInput(kind: "wallet_bad_connection", text: "no https")
        }
        node = settings
        return CreatedNode(nodeId: "02fake", words: words == nil ? self.words : nil)
    }

    func nodeSettings() async throws -> NodeSettings? {
        try called("nodeSettings")
        return node
    }

    func setNodeSettings(settings: NodeSettings) async throws {
        try running("setNodeSettings")
        node = settings
    }

    func nodeInfo() async throws -> NodeInfo {
        try running("nodeInfo")
        return NodeInfo(
            nodeId: "02fake", onchainSat: 50_000, onchainSpendableSat: 40_000, closingSat: 0,
            outboundMsat: 1_500_000, inboundMsat: 2_000_000, blockHeight: 900_000, channels: nodeChannels)
    }

    func syncNode() async throws { try running("syncNode") }

    func receiveOffer() async throws -> String {
        try running("receiveOffer")
        return "lno1fake"
    }

    func receiveInvoice(amountMsat: UInt64, description: String) async throws -> String {
        try running("receiveInvoice")
        return "lnbc\(amountMsat)"
    }

    func depositAddress() async throws -> String {
        try running("depositAddress")
        return "bc1fake"
    }

    func withdraw(address: String, amountSat: UInt64?) async throws -> String {
        try running("withdraw")
        return "\(address) \(amountSat.map { String($0) } ?? "all")"
    }

    func openChannel(node: String, sizeSat: UInt64, announce: Bool) async throws {
        try running("openChannel")
        nodeChannels.append(
            NodeChannel(
                id: "channel", peer: node, sizeSat: sizeSat, outboundMsat: sizeSat * 1_000, inboundMsat: 0,
                ready: false, usable: false))
    }

    func closeChannel(id: String, force: Bool) async throws {
        try running("closeChannel")
        nodeChannels.removeAll { $0.id == id }
    }
}
