/// What every screen has: something that went wrong, to be shown and put away.
@MainActor
protocol Screen: AnyObject {
    var problem: Phrase? { get set }
}

extension Screen {
    /// Does what the user asked for. An error becomes the screen's problem; that the user left is none.
    @discardableResult
    func attempt<T: Sendable>(_ work: () async throws -> T) async -> T? {
        do {
            let done = try await work()
            problem = nil
            return done
        } catch is CancellationError {
            return nil
        } catch {
            problem = .error(error)
            return nil
        }
    }
}
