import KnockKit
import Testing

@MainActor @Suite struct PasteCommentModelTests {
    let home = FakeHome()

    @Test func aCommentInALongerTextOpensItsMessage() async throws {
        let model = PasteCommentModel(core: home, text: "You got 1 sat: knock17j6Mm2WeYSvzGBq6gYaL883")
        #expect(model.canOpen)
        await model.open()
        guard case .message(FakeHome.bob, let id) = model.outcome else { throw Wrong("no message") }
        #expect(model.outcome?.route == .chat(peer: FakeHome.bob, message: id) && model.text.isEmpty)
        #expect(!model.canOpen)
    }

    @Test func anythingElseIsExplainedAndStays() async throws {
        for (text, problem) in [
            ("https://example.com", Words.scannedWeb), ("thanks for the coffee", .errorCommentNoPrefix),
        ] {
            let model = PasteCommentModel(core: home, text: text)
            await model.open()
            #expect(model.problem == .of(problem) && model.text == text && model.outcome == nil)
            model.text += "!"
            #expect(model.problem == nil)
        }
    }
}
