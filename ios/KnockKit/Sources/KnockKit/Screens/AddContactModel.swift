import Foundation
import Observation

/// Adds somebody: by a code that was scanned, from a picture, or pasted; by a key, a name or a link.
@MainActor @Observable
public final class AddContactModel: BusyScreen {
    public enum Step: Hashable, Sendable {
        /// Scan or type.
        case find
        /// Somebody was found; give a name, and say where they are paid if that is not known.
        case complete(Found)
        /// The card says otherwise than what is known: the user decides.
        case differs(Found, [Difference])
        case done(npub: String)
    }

    public struct Found: Hashable, Sendable {
        public let npub: String
        public let title: String
        public let isNew: Bool
        public let lightningAddress: String?
        public let offer: String?
        public let price: Phrase?
    }

    public struct Difference: Hashable, Sendable {
        public let label: Phrase
        public let known: String
        public let card: String
    }

    public private(set) var step: Step = .find
    /// What is typed or pasted: npub, nprofile, link, hexadecimal key, or `name@domain`.
    public var text: String {
        didSet { if text != oldValue { problem = nil } }
    }
    public var name = ""
    public var lightningAddress = ""
    /// Whether relays may be asked for what is missing, which shows them an interest in this key.
    public var looksUp = false
    public internal(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any ContactsGateway
    private let formats: Formats
    /// The card, to take it over.
    private var card = ""

    public init(core: any ContactsGateway, text: String = "", formats: Formats = Formats()) {
        self.core = core
        self.text = text
        self.formats = formats
    }

    public var canFind: Bool { !text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty && !isBusy }

    /// What the camera, a picture or the clipboard gave. Nothing of it is kept where it is something else.
    public func scanned(_ code: String) async {
        text = code
        await find()
    }

    /// A picture without a code in it.
    public func foundNoCode() {
        problem = .of(.scannedNoCode)
    }

    public func find() async {
        let scanned = ScannedText(text)
        switch scanned.code {
        case .person(let card): await takeCard(card.link)
        case .nip05(let name): await takeName(name)
        default: problem = scanned.hint
        }
    }

    /// Stores the name and the address that were given.
    public func complete() async {
        guard case .complete(let found) = step else { return }
        await busy {
            let contact = NewContact(
                reference: found.npub, name: given(name),
                lightningAddress: given(lightningAddress)?.lowercased(),
                lookUp: looksUp)
            step = .done(npub: try await core.addContact(contact: contact).npub)
        }
    }

    /// Where the card says otherwise: believes the card, or leaves everything as it is.
    public func resolve(takeOver: Bool) async {
        guard case .differs(let found, _) = step else { return }
        await busy {
            if takeOver { _ = try await core.takeOverCard(text: card) }
            step = .done(npub: found.npub)
        }
    }

    public func startAgain() {
        (text, name, lightningAddress, card, step) = ("", "", "", "", .find)
    }

    private func takeCard(_ code: String) async {
        await busy {
            let scanned = try await core.scanCard(text: code, name: nil)
            card = code
            let found = Found(scanned.contact, isNew: scanned.isNew, formats)
            name = scanned.contact.name ?? ""
            lightningAddress = scanned.contact.lightningAddress ?? ""
            step =
                scanned.differences.isEmpty
                ? .complete(found) : .differs(found, scanned.differences.map { Difference($0) })
        }
    }

    /// A name is looked up at its domain, which vouches for the key (NIP-05).
    private func takeName(_ name: String) async {
        await busy {
            let contact = try await core.addContact(contact: NewContact(reference: name, lookUp: looksUp))
            self.name = contact.name ?? ""
            lightningAddress = contact.lightningAddress ?? ""
            step = .complete(Found(contact, isNew: true, formats))
        }
    }

    private func given(_ field: String) -> String? {
        let field = field.trimmingCharacters(in: .whitespacesAndNewlines)
        return field.isEmpty ? nil : field
    }
}

extension AddContactModel.Found {
    init(_ contact: Contact, isNew: Bool, _ formats: Formats) {
        npub = contact.npub
        title = contact.title
        self.isNew = isNew
        lightningAddress = contact.lightningAddress
        offer = contact.offer
        price = contact.askedPriceMsat.map(formats.amount)
    }
}

extension AddContactModel.Difference {
    init(_ difference: CardDifference) {
        switch difference {
        case .lightningAddress(let known, let card):
            (label, self.known, self.card) = (.of(.contactLightningAddress), known, card)
        case .offer(let known, let card):
            (label, self.known, self.card) = (.of(.contactOffer), known, card)
        }
    }
}
