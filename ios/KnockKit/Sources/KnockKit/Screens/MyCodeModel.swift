import Foundation
import Observation

/// The user's own code, to be scanned by others, and the same as a link to share.
@MainActor @Observable
public final class MyCodeModel: Screen {
    /// A PNG.
    public private(set) var qr: Data?
    public private(set) var card: Card?
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let formats: Formats
    private static let pixelsPerSquare: UInt32 = 8

    public init(core: any OwnGateway, formats: Formats = Formats()) {
        self.core = core
        self.formats = formats
    }

    public var npub: String { card?.npub ?? "" }
    /// What is shared: any Nostr client reads it.
    public var link: String { card?.link ?? "" }
    /// What strangers must pay, as the code says.
    public var price: Phrase? { card?.priceMsat.map(formats.amount) }

    /// Nobody can knock without an address.
    public var warning: Phrase? {
        guard let card, card.lightningAddress == nil, card.offer == nil else { return nil }
        return .of(.myCodeNoAddress)
    }

    public func load() async {
        await attempt {
            card = try await core.card()
            qr = try await core.cardQr(scale: Self.pixelsPerSquare)
        }
    }
}
