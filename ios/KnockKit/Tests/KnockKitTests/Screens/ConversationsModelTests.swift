import KnockKit
import Testing

@MainActor @Suite struct ConversationsModelTests {
    let home = FakeHome()

    @Test func showsWhatIsThereAndKeepsItTrue() async throws {
        await home.meet()
        await home.receive("Hello")
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.lines.count == 1 }
            #expect(model.lines[0].title == "Bob" && model.lines[0].initials == "B")
            #expect(model.lines[0].preview == .verbatim("Hello") && model.lines[0].unread == 1)
            #expect(model.lines[0].time == .verbatim("12:00\u{202f}PM"))
            #expect(model.lines[0].tick == nil)

            await home.receive("Hi", from: FakeHome.carol, at: noon + 60)
            await eventually { model.lines.map(\.peer) == [FakeHome.carol, FakeHome.bob] }
            await home.knock(paid: 1_000)
            await eventually { model.requestCount == 1 }
        }
    }

    @Test func aDraftStandsForTheLastMessage() async throws {
        await home.receive("Hello")
        try await home.setDraft(peer: FakeHome.bob, text: "I was", replyTo: nil)
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.lines.first?.isDraft == true }
            #expect(model.lines[0].preview == .verbatim("I was"))
        }
    }

    @Test func whatTheUserDoesIsSeen() async throws {
        await home.receive("Hello")
        await home.receive("Hi", from: FakeHome.carol, at: noon + 60)
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.lines.count == 2 }
            await model.pin(FakeHome.bob, true)
            #expect(model.lines[0].peer == FakeHome.bob && model.lines[0].isPinned)
            await model.mute(FakeHome.bob, .always)
            #expect(model.lines[0].isMuted)
            await model.markRead(FakeHome.bob)
            #expect(model.lines[0].unread == 0)
            await model.archive(FakeHome.bob, true)
            #expect(model.lines.map(\.peer) == [FakeHome.carol])
            await model.delete(FakeHome.carol)
            #expect(model.isEmpty)
        }
        let archived = ConversationsModel(core: home, archived: true, formats: .test)
        await running(archived.run) {
            await eventually { archived.lines.map(\.peer) == [FakeHome.bob] }
        }
    }

    @Test func pulledDownItAsksTheWallet() async throws {
        await home.hold("Late")
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.isLoaded }
            await model.refresh()
            #expect(model.lines.map(\.preview) == [.verbatim("Late")])
            await home.fail("catchUp", .Network(kind: "wallet_unreachable", text: "", retryable: true))
            await model.refresh()
            #expect(model.problem == .of(.errorWalletUnreachable) && model.lines.count == 1)
        }
    }

    @Test func longListsComeInPages() async throws {
        for n in 0..<60 { await home.receive("Hello", from: "npub1\(n)", at: noon + UInt64(n)) }
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.lines.count == 50 }
            #expect(model.hasMore)
            await model.loadMore()
            #expect(model.lines.count == 60 && !model.hasMore)
        }
    }

    @Test func anErrorIsToldAndGoesAway() async throws {
        await home.fail("conversations", .Storage(kind: "disk_full", text: "full"))
        let model = ConversationsModel(core: home, formats: .test)
        await running(model.run) {
            await eventually { model.problem == .of(.errorDiskFull) }
            #expect(!model.isLoaded && !model.isEmpty)
            await home.receive("Hello")
            await eventually { model.lines.count == 1 && model.problem == nil }
        }
    }
}
