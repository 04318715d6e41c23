import Foundation
import KnockKit

extension FakeHome {
    /// Somebody who is known.
    func meet(_ npub: String = FakeHome.bob, name: String? = "Bob", address: String? = "bob@wallet.example") {
        people[npub] = makeContact(npub, name: name, address: address)
    }

    /// A knock that waits.
    func knock(from sender: String = FakeHome.carol, paid: UInt64?) {
        let request = makeRequest("event-\(nextId())", sender: sender, paid: paid)
        waiting.insert(request, at: 0)
        tell(.requestWaiting(eventId: request.eventId, sender: sender, paidMsat: paid))
    }

    private func take(_ id: String) throws -> Request {
        guard let index = waiting.firstIndex(where: { $0.eventId == id }) else {
            throw KnockError.NotFound(kind: "not_found", text: "this request is not there")
        }
        return waiting.remove(at: index)
    }

    // MARK: RequestsGateway

    func requests(limit: UInt32, before: String?) async throws -> [Request] {
        try called("requests")
        return Array(waiting.prefix(Int(limit)))
    }

    func acceptRequest(request: String) async throws -> Arrival {
        try called("acceptRequest")
        let sender = try take(request).sender
        return .message(message: asMessage(receive("accepted", from: sender)))
    }

    func acceptSender(request: String) async throws -> Arrival {
        try called("acceptSender")
        let sender = try take(request).sender
        meet(sender, name: nil)
        return .message(message: asMessage(receive("accepted", from: sender)))
    }

    func ignoreRequest(request: String) async throws {
        try called("ignoreRequest")
        _ = try take(request)
    }

    func blockSender(request: String) async throws {
        try called("blockSender")
        try await setBlocked(npub: take(request).sender, blocked: true)
    }

    func paste(text: String) async throws -> Arrival {
        try called("paste")
        guard text.contains("knock1") else {
            throw KnockError.InvalidInput(kind: "comment_no_prefix", text: "no knock")
        }
        return .message(message: asMessage(receive("pasted")))
    }

    // MARK: ContactsGateway

    func contacts() async throws -> [Contact] {
        try called("contacts")
        return people.values.sorted { ($0.name ?? "") < ($1.name ?? "") }
    }

    func blocked() async throws -> [Contact] {
        try called("blocked")
        return people.values.filter(\.blocked)
    }

    func person(npub: String) async throws -> Person {
        try called("person")
        return Person(
            npub: npub, title: people[npub]?.title ?? shortened(npub: npub), link: "nostr:\(npub)",
            contact: people[npub], conversation: try await conversation(peer: npub),
            safetyNumber: (0..<12).map { String(format: "%05d", $0) }.joined(separator: " "))
    }

    func changeContact(npub: String, change: ContactChange) async throws -> Contact {
        try called("changeContact")
        let known = people[npub]
        let changed = makeContact(
            npub, name: change.name, address: change.lightningAddress, verifiedAt: known?.verifiedAt,
            blocked: known?.blocked ?? false)
        people[npub] = changed
        return changed
    }

    func addContact(contact: NewContact) async throws -> Contact {
        try called("addContact")
        let npub = contact.reference.contains("@") ? FakeHome.carol : contact.reference
        if let name = contact.name, people.values.contains(where: { $0.name == name && $0.npub != npub }) {
            throw KnockError.InvalidInput(kind: "petname_taken", text: "another contact has this name")
        }
        let known = people[npub]
        let added = makeContact(
            npub, name: contact.name ?? known?.name,
            address: contact.lightningAddress ?? known?.lightningAddress,
            verifiedAt: known?.verifiedAt, blocked: known?.blocked ?? false)
        people[npub] = added
        return added
    }

    func removeContact(npub: String) async throws -> Bool {
        try called("removeContact")
        return people.removeValue(forKey: npub) != nil
    }

    func setBlocked(npub: String, blocked: Bool) async throws {
        try called("setBlocked")
        let known = people[npub]
        people[npub] = makeContact(
            npub, name: known?.name, address: known?.lightningAddress, verifiedAt: known?.verifiedAt,
            blocked: blocked)
        tell(.conversationChanged(peer: npub))
    }

    func setVerified(npub: String, verified: Bool) async throws -> Contact {
        try called("setVerified")
        let known = people[npub]
        let changed = makeContact(
            npub, name: known?.name, address: known?.lightningAddress, verifiedAt: verified ? noon : nil,
            blocked: known?.blocked ?? false)
        people[npub] = changed
        return changed
    }

    func verifyNip05(npub: String) async throws -> Contact {
        try called("verifyNip05")
        return makeContact(npub, name: people[npub]?.name, address: nil)
    }

    func scanCard(text: String, name: String?) async throws -> ScannedCard {
        try called("scanCard")
        let npub = try key(text)
        let address = "new@wallet.example"
        guard let known = people[npub] else {
            let contact = makeContact(npub, name: nil, address: address)
            people[npub] = contact
            return ScannedCard(contact: contact, isNew: true, differences: [])
        }
        let differs = known.lightningAddress.map { $0 != address } ?? false
        return ScannedCard(
            contact: known, isNew: false,
            differences: differs
                ? [.lightningAddress(known: known.lightningAddress ?? "", card: address)] : [])
    }

    func takeOverCard(text: String) async throws -> Contact {
        try called("takeOverCard")
        let npub = try key(text)
        let contact = makeContact(npub, name: people[npub]?.name, address: "new@wallet.example")
        people[npub] = contact
        return contact
    }

    private func key(_ text: String) throws -> String {
        guard case .person(let card) = ScannedText(text).code else {
            throw KnockError.InvalidInput(kind: "bad_npub", text: "damaged")
        }
        return card.npub
    }
}
