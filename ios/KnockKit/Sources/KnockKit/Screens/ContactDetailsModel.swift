import Foundation
import Observation

/// What is known of somebody, and what can be done about them.
@MainActor @Observable
public final class ContactDetailsModel: BusyScreen {
    public let npub: String
    public private(set) var contact: Contact?
    public private(set) var conversation: Conversation?
    public private(set) var title: String
    /// To share.
    public private(set) var link = ""
    /// Twelve groups of five digits, the same on both phones.
    public private(set) var safetyNumber: [String] = []
    public private(set) var ttlChoices: [UInt64] = []
    public internal(set) var isBusy = false
    /// What the user changes; `save` stores it.
    public var name = ""
    public var lightningAddress = ""
    public internal(set) var problem: Phrase?
    /// The contact was removed: leave the screen.
    public private(set) var isGone = false

    private let core: any ContactsGateway
    private let formats: Formats

    public init(core: any ContactsGateway, npub: String, formats: Formats = Formats()) {
        self.core = core
        self.npub = npub
        self.formats = formats
        title = shortened(npub: npub)
    }

    public var isContact: Bool { contact != nil }
    public var isBlocked: Bool { contact?.blocked ?? conversation?.blocked ?? false }
    public var isVerified: Bool { contact?.verifiedAt != nil }
    public var isMuted: Bool { conversation?.isMuted(at: formats.seconds) ?? false }
    public var canBeKnocked: Bool { contact?.canBeKnocked ?? false }

    /// `Verified on …`, or that the numbers were not compared.
    public var verifiedLabel: Phrase {
        contact?.verifiedAt.map { .of(.contactVerifiedAt, .text(formats.moment($0))) }
            ?? .of(.contactNotVerified)
    }

    public var price: Phrase? { contact?.askedPriceMsat.map(formats.amount) }

    public var timerLabel: Phrase { timerLabel(conversation?.ttlSecs) }

    public func timerLabel(_ secs: UInt64?) -> Phrase { secs.map(formats.duration) ?? .of(.timerDefault) }

    public var hasChanges: Bool {
        name != (contact?.name ?? "") || lightningAddress != (contact?.lightningAddress ?? "")
    }

    public func run() async {
        await follow(core) { event in
            switch event {
            case nil: await load(fields: true)
            case .conversationChanged(npub), .missed: await load(fields: false)
            default: break
            }
        }
    }

    /// Stores name and address as they are typed; an empty field removes what was there. Somebody who was no contact
    /// becomes one.
    public func save() async {
        let (name, address) = (given(name), given(lightningAddress)?.lowercased())
        await change {
            if let contact {
                let change = ContactChange(
                    name: name, lightningAddress: address, offer: contact.offer, relays: contact.relays)
                self.contact = try await core.changeContact(npub: npub, change: change)
            } else {
                let new = NewContact(reference: npub, name: name, lightningAddress: address)
                contact = try await core.addContact(contact: new)
            }
        }
    }

    private func given(_ field: String) -> String? {
        let field = field.trimmingCharacters(in: .whitespacesAndNewlines)
        return field.isEmpty ? nil : field
    }

    /// The user has compared the numbers, or takes that back.
    public func setVerified(_ verified: Bool) async {
        await change { contact = try await core.setVerified(npub: npub, verified: verified) }
    }

    /// Asks the name's server whether the name is still theirs.
    public func verifyName() async {
        await change { contact = try await core.verifyNip05(npub: npub) }
    }

    public func setBlocked(_ blocked: Bool) async {
        await change { try await core.setBlocked(npub: npub, blocked: blocked) }
    }

    public func mute(_ choice: MuteChoice) async {
        await change { try await core.mute(peer: npub, until: choice.until(formats.seconds)) }
    }

    public func setTimer(_ secs: UInt64?) async {
        await change { try await core.setTimer(peer: npub, ttlSecs: secs) }
    }

    /// Removes the contact; the messages stay.
    public func remove() async {
        await change {
            _ = try await core.removeContact(npub: npub)
            isGone = true
        }
    }

    private func change(_ work: () async throws -> Void) async {
        if await busy(work) != nil { await load(fields: true) }
    }

    private func load(fields: Bool) async {
        await attempt {
            let person = try await core.person(npub: npub)
            (contact, conversation) = (person.contact, person.conversation)
            (title, link) = (person.title, person.link)
            safetyNumber = person.safetyNumber.split(separator: " ").map(String.init)
            if fields {
                (name, lightningAddress) = (contact?.name ?? "", contact?.lightningAddress ?? "")
            }
        }
        ttlChoices = await core.ttlChoices()
    }
}
