/// What a vault of the shell's needs to know about each secret.
extension SecretName {
    /// The name under which it rests; stable.
    public var account: String {
        switch self {
        case .identityKey: "identity-key"
        case .databaseKey: "database-key"
        case .walletConnection: "wallet-connection"
        case .remoteSigner: "remote-signer"
        case .seedWords: "seed-words"
        }
    }
}
