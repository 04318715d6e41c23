import Observation

/// The app was installed anew and the Keychain still has the account from before: it is used again, or deleted.
@MainActor @Observable
public final class FoundModel: BusyScreen {
    public internal(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let owner: any OwnerCheck
    private let settings: HomeSettings
    private let decided: @MainActor (_ isKept: Bool) async -> Void

    /// `settings` are what the home begins with again.
    init(
        core: any OwnGateway, owner: any OwnerCheck, settings: HomeSettings,
        decided: @escaping @MainActor (_ isKept: Bool) async -> Void
    ) {
        self.core = core
        self.owner = owner
        self.settings = settings
        self.decided = decided
    }

    /// Goes on with the account. Its owner is asked for: whoever installs Knock on a phone that lies open must not get
    /// it. A kill on the way leaves the question for the next start.
    public func use() async {
        let kept = await busy {
            if await owner.isAvailable(), await !owner.confirm(reason: .of(.lockReasonOpen)) { return false }
            try await core.unlock()
            // Without relays nothing can be received. Where there are some, a former start had come this far.
            if try await core.settings().relays.isEmpty { try await core.setSettings(settings: settings) }
            return true
        }
        if kept == true { await decided(true) }
    }

    /// Deletes it from the Keychain. The view asks first.
    public func delete() async {
        if await busy({ try await core.erase() }) != nil { await decided(false) }
    }
}
