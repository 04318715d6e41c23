// What `uniffi-bindgen` makes of core/breez/ffi, written down by hand: its library needs Breez's SDK, which is not built
// here. So at least the types of KnockKit's half agree with it; `scripts/check-ios.sh` compares the names with the crate's.
import KnockFFI
public struct BreezOptions: Equatable, Hashable, Sendable {
    public let network: Network
    public let apiKey: String?
    public let folder: String
    public let syncDevices: Bool
    public init(network: Network, apiKey: String?, folder: String, syncDevices: Bool) {
        (self.network, self.apiKey, self.folder, self.syncDevices) = (network, apiKey, folder, syncDevices)
    }
}
public func knockWithBreez(
    folder: String, vault: KeyVault, options: BreezOptions, signer: EventSigner? = nil
) -> Knock { Knock(folder: folder, vault: vault, wallet: nil, signer: signer) }
public func catchUpWithBreez(
    folder: String, vault: KeyVault, deadlineMs: UInt64, options: BreezOptions
) async throws -> [KnockFFI.Notification] { [] }
