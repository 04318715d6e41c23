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

/// A screen that does one thing at a time and shows that it does.
@MainActor
protocol BusyScreen: Screen {
    var isBusy: Bool { get set }
}

extension BusyScreen {
    /// Attempts it, unless something else is being done.
    @discardableResult
    func busy<T: Sendable>(_ work: () async throws -> T) async -> T? {
        guard !isBusy else { return nil }
        isBusy = true
        defer { isBusy = false }
        return await attempt(work)
    }
}

/// A busy screen that says what the last thing led to.
@MainActor
protocol NoticeScreen: BusyScreen {
    var notice: Phrase? { get set }
}

extension NoticeScreen {
    /// Does the next thing; what the last one led to is put away.
    func act(_ work: () async throws -> Void) async {
        await busy {
            notice = nil
            try await work()
        }
    }
}
