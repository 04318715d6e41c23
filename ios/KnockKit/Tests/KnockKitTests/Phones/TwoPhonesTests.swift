import Foundation
import KnockKit
import Testing

/// The screens' models on the real core: a relay, wallets and payments of the sandbox process.
@MainActor @Suite struct TwoPhonesTests {
    private func phones(_ test: (Sandbox, Phone, Phone) async throws -> Void) async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let alice = try await Phone.setUp(sandbox, "alice")
        let bob = try await Phone.setUp(sandbox, "bob")
        try await test(sandbox, alice, bob)
        try await alice.leave()
        try await bob.leave()
    }

    @Test func aMessageAndItsAnswer() async throws {
        try await phones { _, alice, bob in
            try await alice.meet(bob, name: "Bob")
            let list = bob.conversations()

            let hers = await alice.chat(with: try await bob.npub())
            #expect(hers.title == "Bob")
            hers.composer.text = "Hello Bob"
            await eventually("the price") {
                hers.composer.cost == .known(.of(.amountSats, .text("1")), knocks: 1)
            }
            await hers.composer.send()
            #expect(hers.composer.text.isEmpty && hers.composer.problem == nil)
            await eventually("her tick") { hers.bubbles.first?.tick == .delivered }

            await eventually("his list") { list.lines.first?.preview == .verbatim("Hello Bob") }
            #expect(list.lines[0].unread == 1 && list.lines[0].title.hasPrefix("npub1"))
            await eventually("his notification") { await bob.presenter.shown.count == 1 }
            let shown = await bob.presenter.shown[0]
            #expect(shown.body == .verbatim("Hello Bob") && shown.badge == 1)
            let aliceKey = try await alice.npub()
            #expect(shown.route == .chat(peer: aliceKey))

            let his = await bob.chat(with: aliceKey)
            await eventually("read") { list.lines[0].unread == 0 }
            #expect(his.bubbles[0].paid?.english == "1 sat")
            his.composer.reply(to: his.bubbles[0])
            his.composer.text = "Hello Alice"
            await his.composer.send()
            #expect(his.composer.mode == .new && his.composer.problem == nil)
            await eventually("the answer") { hers.bubbles.last?.text == "Hello Alice" }
            #expect(hers.bubbles.last?.quote?.text == .verbatim("Hello Bob"))
            await eventually("her message is known to be read") { hers.bubbles.first?.tick == .seen }
        }
    }

    @Test func reactionsEditsAndTakingBack() async throws {
        try await phones { _, alice, bob in
            try await alice.meet(bob, name: "Bob")
            try await bob.meet(alice, name: "Alice")
            let hers = await alice.chat(with: try await bob.npub())
            hers.composer.text = "Helo"
            await hers.composer.send()
            let his = await bob.chat(with: try await alice.npub())
            await eventually("it came") { his.bubbles.first?.text == "Helo" }

            hers.composer.edit(hers.bubbles[0])
            hers.composer.text = "Hello"
            await hers.composer.send()
            await eventually("edited") { his.bubbles.first?.text == "Hello" && his.bubbles[0].isEdited }

            await his.react("👍", to: his.bubbles[0].id)
            #expect(his.problem == nil)
            await eventually("reacted") { hers.bubbles.first?.reactions.map(\.content) == ["👍"] }

            hers.composer.text = "Oh no"
            await hers.composer.send()
            await eventually("sent") { hers.bubbles.last?.tick == .delivered }
            let last = try #require(hers.bubbles.last)
            #expect(last.actions.contains(.unsend))
            await hers.unsend(last.id)
            await eventually("taken back") { hers.bubbles.last?.tick == .takenBack }
            #expect(hers.notice == nil && hers.problem == nil)
        }
    }

    @Test func aFileGoesFromPhoneToPhone() async throws {
        try await phones { sandbox, alice, bob in
            let settings = alice.app.settings()
            await settings.load()
            #expect(await settings.change(\.fileServer, text: sandbox.fileServer))
            try await alice.meet(bob, name: "Bob")
            try await bob.meet(alice, name: "Alice")

            let hers = await alice.chat(with: try await bob.npub())
            await eventually("files can go") { hers.composer.canAttach }
            let bytes = Data("The whole story".utf8)
            hers.composer.attach(Attachment(.data(bytes), name: "story.txt"))
            hers.composer.text = "Read this"
            await hers.composer.send()
            #expect(
                hers.composer.problem == nil && hers.composer.attachment == nil
                    && !hers.composer.asksToSendAsIs)

            let his = await bob.chat(with: try await alice.npub())
            await eventually("it came") { his.bubbles.first?.body == .verbatim("Read this") }
            let file = try #require(his.bubbles[0].file)
            #expect(!file.isHere && !file.isPicture)
            let url = try #require(await his.export(his.bubbles[0], into: bob.folder))
            #expect(try Data(contentsOf: url) == bytes && his.problem == nil)
            await eventually("and is here now") { his.bubbles[0].file?.isHere == true }
        }
    }

    @Test func aBackupMovesToAnotherPhone() async throws {
        try await phones { sandbox, alice, bob in
            try await alice.meet(bob, name: "Bob")
            let key = try await alice.npub()
            let backup = alice.app.backup()
            (backup.password, backup.passwordAgain) = ("correct horse battery", "correct horse battery")
            let file = try #require(await backup.backUp(into: alice.folder, named: "knock.backup"))

            let next = try await Phone.unpacked(sandbox, like: alice)
            let welcome = next.app.welcome()
            welcome.step = .restoreBackup
            (welcome.backupFile, welcome.passphrase) = (file, "wrong")
            await welcome.restoreBackup()
            #expect(welcome.problem == .of(.errorBackupWrongPassphrase) && next.app.phase == .welcome)
            welcome.passphrase = "correct horse battery"
            await welcome.restoreBackup()
            #expect(welcome.problem == nil && next.app.phase == .open)
            let restored = try await next.npub()
            #expect(restored == key)
            let contacts = next.app.contacts()
            await contacts.load()
            #expect(contacts.lines.map(\.title) == ["Bob"])

            let leaving = next.app.backup()
            await leaving.erase()
            #expect(leaving.problem == nil && next.app.phase == .welcome)
            let lives = try await next.core.hasIdentity()
            #expect(!lives)
        }
    }

    @Test func linesThatFollowSoonGoAsOneKnock() async throws {
        try await phones { _, alice, bob in
            let settings = alice.app.settings()
            await settings.load()
            #expect(await settings.change(\.lineWindowSecs, to: 600))
            try await alice.meet(bob, name: "Bob")
            let hers = await alice.chat(with: try await bob.npub())
            for line in ["Hello", "you"] {
                hers.composer.text = line
                await hers.composer.send()
                #expect(hers.composer.problem == nil && hers.composer.text.isEmpty)
            }
            await eventually("both lines in one bubble") { hers.bubbles.map(\.text) == ["Hello\nyou"] }
        }
    }

    @Test func aSignerThatDoesNotAnswerIsNotWaitedForForEver() async throws {
        try await phones { sandbox, alice, _ in
            let next = try await Phone.unpacked(sandbox, like: alice)
            let welcome = next.app.welcome()
            let nobody = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            welcome.take("bunker://\(nobody)?relay=\(sandbox.relayURL)")
            #expect(welcome.step == .remoteSigner && welcome.canConnectSigner)
            let connecting = Task { await welcome.connectSigner() }
            await eventually("it asks") { welcome.isBusy }
            connecting.cancel()
            try await patiently { await connecting.value }
            #expect(!welcome.isBusy && next.app.phase == .welcome && !welcome.signerLink.isEmpty)
            let lives = try await next.core.hasIdentity()
            #expect(!lives)
        }
    }

    @Test func whoHasNoPublicListIsToldSo() async throws {
        try await phones { _, alice, _ in
            let settings = alice.app.settings()
            await settings.load()
            await settings.lookUpPublicRelays()
            #expect(settings.problem == .of(.settingsNoPublicList) && settings.publicRelays.isEmpty)
        }
    }

    @Test func aStrangerWaitsForConsent() async throws {
        try await phones { _, alice, bob in
            let settings = bob.app.settings()
            await settings.load()
            #expect(await settings.change(\.askForStrangers, to: true))
            try await alice.meet(bob, name: "Bob")
            let (list, requests) = (bob.conversations(), bob.app.requests())
            bob.show(requests.run)

            let hers = await alice.chat(with: try await bob.npub())
            hers.composer.text = "May I?"
            await hers.composer.send()
            await eventually("the request") { requests.lines.count == 1 && list.requestCount == 1 }
            let stranger = try await alice.npub()
            #expect(requests.lines[0].sender == stranger && list.lines.isEmpty)
            await eventually("its notification") { await bob.presenter.shown.count == 1 }
            #expect(await bob.presenter.shown[0].body == .of(.notificationRequest))

            await requests.acceptSender(requests.lines[0].id)
            #expect(requests.problem == nil && requests.lines.isEmpty)
            let his = await bob.chat(with: try #require(requests.opened))
            await eventually("the message") { his.bubbles.map(\.text) == ["May I?"] }
            await eventually("no request is left") { list.requestCount == 0 && list.lines.count == 1 }
        }
    }

    @Test func whatLandsWhileTheAppIsAway() async throws {
        try await phones { _, alice, bob in
            try await alice.meet(bob, name: "Bob")
            try await bob.meet(alice, name: "Alice")
            let bobKey = try await bob.npub()
            await bob.app.enteredBackground()
            let sent = try await alice.core.send(
                to: bobKey, text: "Are you there?", options: SendOptions())

            let background = BackgroundCore(folder: bob.folder, vault: bob.vault)
            let payment = IncomingPayment(
                paymentHash: String(repeating: "0", count: 64), amountMsat: 1_000,
                settledAt: UInt64(Date().timeIntervalSince1970), comment: sent.comment)
            let content = await Wake(background).contents(for: .payment(payment), within: patience).first
            #expect(content?.title == .verbatim("Alice") && content?.body == .verbatim("Are you there?"))

            // The wallet's list tells of the same knock: it is one message.
            let told = try await background.catchUp(within: patience)
            #expect(told.allSatisfy { $0.id == content?.id })
            await bob.app.enteredForeground()
            let his = await bob.chat(with: try await alice.npub())
            #expect(his.bubbles.map(\.text) == ["Are you there?"])
        }
    }

    @Test func aLockedAppOpensWithEverythingThatWasWritten() async throws {
        try await phones { _, alice, bob in
            try await alice.meet(bob, name: "Bob")
            let chat = await alice.chat(with: try await bob.npub())
            chat.composer.text = "Half a sent"
            await alice.app.becameInactive()
            await alice.app.enteredBackground()
            #expect(!alice.core.isUnlocked())
            await alice.app.enteredForeground()
            let again = await alice.chat(with: try await bob.npub())
            await eventually("the draft") { again.composer.text == "Half a sent" }
        }
    }

    @Test func anEmptyWalletSaysSoAndTheMessageWaits() async throws {
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        let alice = try await Phone.setUp(sandbox, "alice", balanceSat: 0)
        let bob = try await Phone.setUp(sandbox, "bob")
        try await alice.meet(bob, name: "Bob")
        let chat = await alice.chat(with: try await bob.npub())
        chat.composer.text = "Poor"
        await chat.composer.send()
        await eventually("why") { chat.bubbles.first?.failure == .of(.errorInsufficientFunds) }
        #expect(chat.composer.text.isEmpty && chat.bubbles[0].actions.contains(.retry))
        try await alice.leave()
        try await bob.leave()
    }
}
