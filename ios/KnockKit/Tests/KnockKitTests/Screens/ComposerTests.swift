import KnockKit
import Testing

@MainActor @Suite struct ComposerTests {
    let home = FakeHome()

    private func chat(_ test: (ChatModel) async throws -> Void) async throws {
        await home.meet()
        let model = ChatModel(core: home, peer: FakeHome.bob, formats: .test, draftPause: .milliseconds(1))
        try await running(model.run) {
            await eventually { model.isLoaded }
            try await test(model)
        }
    }

    private func bubble(_ model: ChatModel, _ index: Int = 0) throws -> Bubble {
        let bubbles = model.items.compactMap { if case .bubble(let bubble) = $0 { bubble } else { nil } }
        guard bubbles.indices.contains(index) else { throw Wrong("no bubble \(index)") }
        return bubbles[index]
    }

    @Test func nobodyIsAskedForAPriceBeforeSomethingIsWritten() async throws {
        try await chat { model in
            #expect(model.composer.cost == .unknown && !model.composer.canSend)
            #expect(await home.count("quote") == 0)
            model.composer.text = "H"
            await eventually { model.composer.cost == .known(.of(.amountSats, .text("1")), knocks: 1) }
            model.composer.text = "Hello"
            await eventually { await home.count("partsOf") >= 2 }
            #expect(await home.count("quote") == 1)
            model.composer.text = ""
            await eventually { model.composer.cost == .unknown }
        }
    }

    @Test func aLongTextTellsHowManyKnocksItTakes() async throws {
        await home.set(\.room, 10)
        try await chat { model in
            model.composer.text = String(repeating: "x", count: 25)
            await eventually {
                if case .known(let phrase, 3) = model.composer.cost {
                    phrase.english == "3 × 1 sat"
                } else {
                    false
                }
            }
            await model.composer.send()
            #expect(await home.count("sendInParts") == 1 && model.composer.text.isEmpty)
            #expect(await home.chats[FakeHome.bob]?.messages.count == 3)
        }
    }

    @Test func linesAreJoinedWhereTheSettingsSaySo() async throws {
        await home.joinLines(for: 15)
        try await chat { model in
            model.composer.text = "Hello"
            await model.composer.send()
            #expect(await home.count("sendLine") == 1)
            #expect(await home.count("enqueue") == 0 && model.composer.text.isEmpty)
        }
    }

    @Test func whoCannotBeKnockedIsToldBeforeSending() async throws {
        await home.fail("quote", .Rejected(kind: "no_pay_address", text: "", code: "no_pay_address"))
        try await chat { model in
            model.composer.text = "Hello"
            await eventually { model.composer.cost == .impossible(.of(.errorNoPayAddress)) }
        }
    }

    @Test func whatIsWrittenIsKeptAndComesBack() async throws {
        await home.receive("Shall we?")
        try await chat { model in
            model.composer.reply(to: try bubble(model))
            model.composer.text = "Yes, but"
            await eventually { await home.chats[FakeHome.bob]?.draft?.text == "Yes, but" }
        }
        try await chat { model in
            await eventually { model.composer.text == "Yes, but" }
            guard case .reply(let target) = model.composer.mode else { throw Wrong("no reply") }
            #expect(target.text == .verbatim("Shall we?"))
        }
    }

    @Test func theDraftIsKeptWhenTheChatIsLeft() async throws {
        await home.meet()
        let model = ChatModel(core: home, peer: FakeHome.bob, formats: .test, draftPause: .seconds(60))
        let screen = Task { await model.run() }
        await eventually { model.isLoaded }
        model.composer.text = "Half a"
        screen.cancel()
        await screen.value
        #expect(await home.chats[FakeHome.bob]?.draft?.text == "Half a")
    }

    @Test func whatIsSentIsNoDraftAnyMore() async throws {
        try await chat { model in
            model.composer.text = "Hello"
            await eventually { await home.chats[FakeHome.bob]?.draft != nil }
            await model.composer.send()
            #expect(model.composer.text.isEmpty && model.composer.mode == .new)
            #expect(await home.chats[FakeHome.bob]?.draft == nil)
            await eventually { (try? bubble(model).text) == "Hello" }
        }
    }

    @Test func whatCouldNotBeStoredStaysWritten() async throws {
        await home.fail("enqueue", .Storage(kind: "disk_full", text: "full"))
        try await chat { model in
            model.composer.text = "Do not lose me"
            await model.composer.send()
            #expect(model.composer.problem == .of(.errorDiskFull))
            #expect(model.composer.text == "Do not lose me" && model.composer.canSend)
            await model.composer.send()
            #expect(model.composer.text.isEmpty && model.composer.problem == nil)
        }
    }

    @Test func anAnswerWhosePaymentFailsIsInTheChatAndNotWrittenTwice() async throws {
        await home.receive("Hello")
        await home.set(\.payment, .InsufficientFunds(kind: "insufficient_funds", text: ""))
        try await chat { model in
            model.composer.reply(to: try bubble(model))
            model.composer.text = "Hi"
            await model.composer.send()
            await eventually { model.composer.text.isEmpty && model.composer.problem == nil }
            await eventually { (try? bubble(model, 1).failure) == .of(.errorInsufficientFunds) }
            let sent = try bubble(model, 1)
            #expect(sent.quote?.text == .verbatim("Hello") && sent.tick == .failed)
            #expect(model.composer.mode == .new)
        }
    }

    @Test func anEditChangesTheMessageAndKeepsTheDraft() async throws {
        try await chat { model in
            model.composer.text = "Helo"
            await model.composer.send()
            await eventually { (try? bubble(model)) != nil }
            model.composer.edit(try bubble(model))
            #expect(model.composer.text == "Helo")
            model.composer.text = "Hello"
            await model.composer.send()
            await eventually { (try? bubble(model).text) == "Hello" }
            #expect(try bubble(model).isEdited && model.composer.text.isEmpty && model.composer.mode == .new)

            model.composer.text = "Not done"
            model.composer.edit(try bubble(model))
            #expect(model.composer.text == "Hello")
            model.composer.leaveMode()
            #expect(model.composer.text == "Not done" && model.composer.mode == .new)
            await eventually { await home.chats[FakeHome.bob]?.draft?.text == "Not done" }

            // An edit that changes nothing is no knock.
            model.composer.edit(try bubble(model))
            await model.composer.send()
            #expect(model.composer.text == "Not done" && model.composer.mode == .new)
            #expect(await home.count("edit") == 1)
        }
    }
}
