import Testing

/// Every scenario that a binding can play, against the sandbox process.
@Suite struct ScenarioTests {
    @Test(arguments: try Scenario.all().map(\.name))
    func goesAsWritten(name: String) async throws {
        let found = try Scenario.all().first { $0.name == name }
        let sandbox = try Sandbox()
        defer { try? sandbox.stop() }
        var stage = Stage(sandbox)
        try await stage.play(try #require(found).scenario)
    }
}
