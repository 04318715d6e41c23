import KnockKit
import Testing

@MainActor @Suite struct SearchModelTests {
    let home = FakeHome()

    @Test func findsAndLeadsThere() async throws {
        await home.meet()
        let first = await home.receive("Coffee at nine?")
        await home.receive("No, tea", from: FakeHome.carol)
        let model = SearchModel(core: home, formats: .test)
        model.text = " coffee "
        await model.search()
        #expect(model.hits.map(\.title) == ["Bob"] && !model.foundNothing)
        #expect(model.hits[0].route == .chat(peer: FakeHome.bob, message: first.id))
        model.text = "cocoa"
        #expect(!model.foundNothing, "not looked for yet")
        await model.search()
        #expect(model.foundNothing)
        model.text = ""
        await model.search()
        #expect(model.hits.isEmpty && !model.foundNothing)
    }

    @Test func inOneConversation() async throws {
        await home.receive("tea")
        await home.receive("tea", from: FakeHome.carol)
        let model = SearchModel(core: home, peer: FakeHome.carol, formats: .test)
        model.text = "tea"
        await model.search()
        #expect(model.hits.map(\.peer) == [FakeHome.carol])
    }

    @Test func manyComeInPages() async throws {
        for n in 0..<70 { await home.receive("tea \(n)", at: noon + UInt64(n)) }
        let model = SearchModel(core: home, formats: .test)
        model.text = "tea"
        await model.search()
        #expect(model.hits.count == 50 && model.hasMore && model.hits[0].text == "tea 69")
        await model.loadMore()
        #expect(model.hits.count == 70 && !model.hasMore && Set(model.hits.map(\.id)).count == 70)
    }
}
