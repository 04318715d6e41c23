/// What leaks to whom, as docs/PROTOCOL.md states it, and what this is.
public struct AboutModel: Sendable {
    public struct Party: Identifiable, Hashable, Sendable {
        public let id: String
        public let name: Phrase
        public let sees: Phrase
        public let doesNotSee: Phrase?
    }

    public let version: String

    public init(version: String) {
        self.version = version
    }

    public let parties: [Party] = [
        Party(
            id: "relay", name: .of(.leakRelay), sees: .of(.leakRelaySees), doesNotSee: .of(.leakRelayNot)),
        Party(
            id: "lightning", name: .of(.leakLightning), sees: .of(.leakLightningSees),
            doesNotSee: .of(.leakLightningNot)),
        Party(
            id: "wallet", name: .of(.leakWallet), sees: .of(.leakWalletSees), doesNotSee: .of(.leakWalletNot)),
        Party(id: "receiver", name: .of(.leakReceiver), sees: .of(.leakReceiverSees), doesNotSee: nil),
        Party(
            id: "apple", name: .of(.leakSystem), sees: .of(.leakSystemSees), doesNotSee: .of(.leakSystemNot)),
    ]

    /// What this protocol does not offer, said plainly.
    public let limits: [Phrase] = [.of(.limitForwardSecrecy), .of(.limitDeniability), .of(.limitAudit)]
}
