import KnockKit
import Testing

@MainActor @Suite struct ChatModelTests {
    let home = FakeHome()

    /// Bob's chat, open and on the screen.
    private func chat(_ test: (ChatModel) async throws -> Void) async throws {
        await home.meet()
        let model = ChatModel(core: home, peer: FakeHome.bob, formats: .test, draftPause: .milliseconds(1))
        try await running(model.run) {
            await eventually { model.isLoaded }
            await model.appeared()
            try await test(model)
        }
    }

    private func bubbles(_ model: ChatModel) -> [Bubble] {
        model.items.compactMap { if case .bubble(let bubble) = $0 { bubble } else { nil } }
    }

    @Test func daysPartTheBubbles() async throws {
        await home.receive("old", at: noon - 86_400)
        await home.receive("new", at: noon)
        await home.receive("newer", at: noon + 1)
        try await chat { model in
            #expect(model.title == "Bob")
            let days = model.items.map { if case .day(let day, _) = $0 { day.english } else { "" } }
            #expect(days == ["Yesterday", "", "Today", "", ""])
            #expect(bubbles(model).map(\.text) == ["old", "new", "newer"])
            #expect(bubbles(model)[1].clock == "12:00\u{202f}PM")
            #expect(bubbles(model)[1].remaining == .of(.timeDays, .number(7)))
            #expect(bubbles(model)[1].paid?.english == "1 sat")
        }
    }

    @Test func whatIsOnTheScreenCountsAsRead() async throws {
        await home.receive("Hello")
        try await chat { model in
            #expect(await home.unread == 0)
            await home.receive("Hello again")
            await eventually { bubbles(model).count == 2 }
            await eventually { await home.unread == 0 }
            await model.disappeared()
            await home.receive("Are you there?")
            await eventually { bubbles(model).count == 3 }
            #expect(await home.unread == 1)
        }
    }

    @Test func ticksFollowTheMessage() async throws {
        try await chat { model in
            model.composer.text = "Hi"
            await model.composer.send()
            await eventually { bubbles(model).map(\.tick) == [.waiting] }
            let id = bubbles(model)[0].id
            for (stage, tick) in [
                (DeliveryStage.published, Tick.published), (.paying, .published), (.paid, .delivered),
                (.seen, .seen),
            ] {
                await home.step(id, to: stage)
                await eventually { bubbles(model)[0].tick == tick }
            }
            #expect(bubbles(model)[0].cost?.english == "1 sat")
        }
    }

    @Test func aFailedMessageSaysWhyAndCanBeTriedAgain() async throws {
        try await chat { model in
            model.composer.text = "Hi"
            await model.composer.send()
            await eventually { bubbles(model).count == 1 }
            let id = bubbles(model)[0].id
            await home.step(id, to: .failed, error: .Rejected(kind: "too_expensive", text: "", code: ""))
            await eventually { bubbles(model)[0].tick == .failed }
            #expect(bubbles(model)[0].failure == .of(.errorTooExpensive))
            #expect(bubbles(model)[0].actions == [.copy, .retry, .unsend, .delete])
            await model.retry(id)
            await eventually { bubbles(model)[0].tick == .delivered }
            #expect(bubbles(model)[0].failure == nil)
        }
    }

    @Test func reactionsComeAndGo() async throws {
        await home.receive("Hello")
        try await chat { model in
            let id = bubbles(model)[0].id
            await model.react("👍", to: id)
            await eventually { bubbles(model)[0].reactions.map(\.content) == ["👍"] }
            await model.withdrawReaction(from: id)
            await eventually { bubbles(model)[0].reactions.isEmpty }
        }
    }

    @Test func takenBackIsSaidAndWhatRefusesAsWell() async throws {
        try await chat { model in
            model.composer.text = "Oh"
            await model.composer.send()
            await eventually { bubbles(model).count == 1 }
            await model.unsend(bubbles(model)[0].id)
            #expect(bubbles(model)[0].tick == .takenBack && bubbles(model)[0].body == .of(.tickTakenBack))
            #expect(bubbles(model)[0].actions == [.delete])
            #expect(model.notice == .of(.unsendRefused, .number(1), .number(2)))
            await model.delete(bubbles(model)[0].id)
            #expect(model.items.isEmpty)
        }
    }

    @Test func anotherAppsPaymentIsConfirmed() async throws {
        try await chat { model in
            model.composer.text = "By hand"
            await model.composer.send()
            await eventually { bubbles(model).count == 1 }
            let id = bubbles(model)[0].id
            await home.awaitUser(id, uri: "lightning:lnbcrt1")
            await eventually { bubbles(model)[0].handOver?.uri == "lightning:lnbcrt1" }
            #expect(bubbles(model)[0].actions.contains(.confirmPaid))
            await model.confirmPaid(try #require(bubbles(model)[0].handOver))
            #expect(bubbles(model)[0].tick == .delivered && bubbles(model)[0].handOver == nil)
        }
    }

    @Test func pagesComeFromBothSides() async throws {
        for n in 0..<180 { await home.receive("m\(n)", at: noon + UInt64(n)) }
        try await chat { model in
            #expect(bubbles(model).count == 50 && model.hasOlder && !model.hasNewer)
            await model.loadOlder()
            #expect(bubbles(model).first?.text == "m80" && bubbles(model).last?.text == "m179")

            let first = try #require(await home.chats[FakeHome.bob]?.messages.first)
            await model.jump(to: first.id)
            #expect(model.target == first.id && model.hasNewer && !model.hasOlder)
            await model.loadNewer()
            #expect(bubbles(model).map(\.text) == (0..<bubbles(model).count).map { "m\($0)" })
            // What lands meanwhile does not tear a hole into what is shown.
            await home.receive("newest", at: noon + 1_000)
            await model.jumpToNewest()
            #expect(bubbles(model).last?.text == "newest" && !model.hasNewer)
        }
    }

    @Test func whatVanishesIsGone() async throws {
        let message = await home.receive("Soon over")
        try await chat { model in
            await home.expire(message.id)
            await eventually { model.items.isEmpty }
        }
    }

    @Test func timerAndMuting() async throws {
        await home.receive("Hello")
        try await chat { model in
            #expect(model.timerLabel == .of(.timerDefault) && model.ttlChoices.count == 4)
            await model.setTimer(3_600)
            #expect(model.timerLabel.english == "1 hours")
            await model.mute(.day)
            #expect(model.isMuted)
            await model.mute(.off)
            #expect(!model.isMuted)
        }
    }

    @Test func aSearchResultIsShownAmongItsNeighbours() async throws {
        for n in 0..<120 { await home.receive("m\(n)", at: noon + UInt64(n)) }
        let wanted = try #require(await home.chats[FakeHome.bob]?.messages[30])
        let model = ChatModel(core: home, peer: FakeHome.bob, at: wanted.id, formats: .test)
        await running(model.run) {
            await eventually { model.isLoaded }
            #expect(model.target == wanted.id && model.hasNewer)
            #expect(model.items.contains { $0.id == "message-\(wanted.id)" })
        }
    }
}
