import KnockKit
import Testing

@MainActor @Suite struct RequestsModelTests {
    let home = FakeHome()

    /// The requests screen with one paid and one pasted knock.
    private func model(_ test: (RequestsModel) async throws -> Void) async throws {
        await home.knock(from: FakeHome.bob, paid: nil)
        await home.knock(paid: 1_000)
        let model = RequestsModel(core: home, formats: .test)
        try await running(model.run) {
            await eventually { model.lines.count == 2 }
            try await test(model)
        }
    }

    @Test func saysWhoAndWhatWasPaid() async throws {
        try await model { model in
            #expect(model.lines[0].sender == FakeHome.carol)
            #expect(model.lines[0].paid.english == "Paid 1 sat; you ask for 21 sat")
            #expect(model.lines[1].paid.english == "Not paid; you ask for 21 sat")
            #expect(await home.count("acceptRequest") == 0)
        }
    }

    @Test func anAcceptedOneOpensItsChat() async throws {
        try await model { model in
            await model.acceptSender(model.lines[0].id)
            #expect(model.opened == FakeHome.carol && model.lines.count == 1)
            #expect(await home.people[FakeHome.carol] != nil)
        }
    }

    @Test func acceptedOnceTheSenderStaysAStranger() async throws {
        try await model { model in
            await model.acceptOnce(model.lines[0].id)
            #expect(model.opened == FakeHome.carol)
            #expect(await home.people[FakeHome.carol] == nil)
        }
    }

    @Test func theOthersGoAway() async throws {
        try await model { model in
            await model.ignore(model.lines[0].id)
            #expect(model.lines.map(\.sender) == [FakeHome.bob] && model.opened == nil)
            await model.block(model.lines[0].id)
            #expect(model.lines.isEmpty)
            #expect(await home.people[FakeHome.bob]?.blocked == true)
        }
    }

    @Test func oneThatIsGoneMeanwhileSaysSo() async throws {
        try await model { model in
            await model.ignore("event-0")
            #expect(model.problem == .of(.errorOther, .text("this request is not there")))
            #expect(model.lines.count == 2)
        }
    }
}
