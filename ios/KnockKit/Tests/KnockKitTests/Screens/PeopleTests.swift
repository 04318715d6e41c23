import Foundation
import KnockKit
import Testing

@MainActor @Suite struct ContactsModelTests {
    let home = FakeHome()

    @Test func showsEverybodyByNameAndFindsThem() async throws {
        await home.meet()
        await home.meet(FakeHome.carol, name: "Carol", address: nil)
        let model = ContactsModel(core: home)
        await running(model.run) {
            await eventually { model.lines.map(\.title) == ["Bob", "Carol"] }
            #expect(model.lines[0].detail == .verbatim("bob@wallet.example") && model.lines[0].canBeKnocked)
            #expect(model.lines[1].detail == .of(.contactNoAddress) && !model.lines[1].canBeKnocked)
            model.filter = "CAR"
            #expect(model.lines.map(\.title) == ["Carol"])
            model.filter = "wallet.example"
            #expect(model.lines.map(\.title) == ["Bob"])
            model.filter = "nobody"
            #expect(model.lines.isEmpty && !model.isEmpty)
        }
    }

    @Test func nobodyThere() async throws {
        let model = ContactsModel(core: home)
        #expect(!model.isEmpty)
        await model.load()
        #expect(model.isEmpty)
    }
}

@MainActor @Suite struct AddContactModelTests {
    let home = FakeHome()
    private let npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"

    @Test func aScannedCodeBecomesAContact() async throws {
        let model = AddContactModel(core: home, formats: .test)
        await model.scanned("nostr:\(npub)")
        guard case .complete(let found) = model.step else { throw Wrong("\(model.step)") }
        #expect(found.isNew && found.npub == npub && model.lightningAddress == "new@wallet.example")
        model.name = " Dave "
        await model.complete()
        #expect(model.step == .done(npub: npub))
        #expect(await home.people[npub]?.name == "Dave")
    }

    @Test func aCardThatSaysOtherwiseIsAQuestion() async throws {
        await home.meet(npub, name: "Dave", address: "old@wallet.example")
        let model = AddContactModel(core: home, text: npub, formats: .test)
        await model.find()
        guard case .differs(_, let differences) = model.step else { throw Wrong("\(model.step)") }
        #expect(differences.map(\.known) == ["old@wallet.example"])
        await model.resolve(takeOver: false)
        #expect(await home.people[npub]?.lightningAddress == "old@wallet.example")
        model.startAgain()
        await model.scanned(npub)
        await model.resolve(takeOver: true)
        #expect(await home.people[npub]?.lightningAddress == "new@wallet.example")
        #expect(model.step == .done(npub: npub))
    }

    @Test func aNameIsLookedUp() async throws {
        let model = AddContactModel(core: home, formats: .test)
        await model.scanned("Carol@example.com")
        guard case .complete(let found) = model.step else { throw Wrong("\(model.step)") }
        #expect(found.npub == FakeHome.carol)
    }

    @Test func whatIsNobodyIsExplained() async throws {
        let model = AddContactModel(core: home, formats: .test)
        for (text, hint) in [
            ("lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfq", Words.scannedInvoice),
            ("https://example.com", .scannedWeb),
            ("what is this", .scannedUnknown), ("", .scannedNothing),
            ("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", .scannedSecretKey),
        ] {
            await model.scanned(text)
            #expect(model.problem == .of(hint) && model.step == .find)
        }
        await model.scanned("npub1damaged")
        #expect(model.problem == .of(.scannedDamaged) && model.text == "npub1damaged")
        model.foundNoCode()
        #expect(model.problem == .of(.scannedNoCode))
    }

    @Test func aTakenNameIsToldAndNothingIsLost() async throws {
        await home.meet(name: "Dave")
        let model = AddContactModel(core: home, text: npub, formats: .test)
        await model.find()
        model.name = "Dave"
        await model.complete()
        #expect(model.problem == .of(.errorPetnameTaken) && model.name == "Dave")
        model.name = "Dave Two"
        await model.complete()
        #expect(model.step == .done(npub: npub))
    }
}

@MainActor @Suite struct ContactDetailsModelTests {
    let home = FakeHome()

    private func details(_ test: (ContactDetailsModel) async throws -> Void) async throws {
        await home.meet()
        await home.receive("Hello")
        let model = ContactDetailsModel(core: home, npub: FakeHome.bob, formats: .test)
        try await running(model.run) {
            await eventually { model.title == "Bob" && !model.ttlChoices.isEmpty }
            try await test(model)
        }
    }

    @Test func showsTheNumberAndKeepsThatItWasCompared() async throws {
        try await details { model in
            #expect(model.safetyNumber.count == 12 && model.safetyNumber[11] == "00011")
            #expect(model.verifiedLabel == .of(.contactNotVerified))
            await model.setVerified(true)
            #expect(model.isVerified)
            #expect(
                model.verifiedLabel.english == "Safety numbers compared on Nov 30, 2026 at 12:00\u{202f}PM")
            await model.setVerified(false)
            #expect(!model.isVerified)
        }
    }

    @Test func mutesBlocksAndSetsTheTimer() async throws {
        try await details { model in
            await model.mute(.hour)
            #expect(model.isMuted)
            await model.setBlocked(true)
            #expect(model.isBlocked)
            await model.setBlocked(false)
            #expect(!model.isBlocked)
            await model.setTimer(86_400)
            #expect(model.timerLabel == .of(.timeDays, .number(1)))
        }
    }

    @Test func savesWhatWasTyped() async throws {
        try await details { model in
            #expect(!model.hasChanges)
            model.name = "Robert"
            model.lightningAddress = "Rob@Wallet.example"
            #expect(model.hasChanges)
            await model.save()
            #expect(model.title == "Robert" && !model.hasChanges)
            #expect(await home.people[FakeHome.bob]?.lightningAddress == "rob@wallet.example")
        }
    }

    @Test func whatHappensMeanwhileDoesNotTakeAwayWhatIsTyped() async throws {
        try await details { model in
            model.name = "Rob"
            await home.tell(.conversationChanged(peer: FakeHome.bob))
            await home.meet(name: "Bob", address: "elsewhere@wallet.example")
            await home.tell(.conversationChanged(peer: FakeHome.bob))
            await eventually { model.contact?.lightningAddress == "elsewhere@wallet.example" }
            #expect(model.name == "Rob")
        }
    }

    @Test func aRemovedContactIsAStranger() async throws {
        try await details { model in
            await model.remove()
            #expect(model.isGone && !model.isContact && model.title == shortened(npub: FakeHome.bob))
        }
    }
}
