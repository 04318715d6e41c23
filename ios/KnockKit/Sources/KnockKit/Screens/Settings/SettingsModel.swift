import Foundation
import Observation

/// What the user can set: for the home, which the core keeps, and for this device. A change is stored at
/// once; one that the core refuses is told, and the setting stays as it was.
@MainActor @Observable
public final class SettingsModel: Screen {
    /// As the core has them; nothing before they are read.
    public private(set) var settings: HomeSettings?
    /// Who the user is, and where the key is: with a signer elsewhere this phone can send, and not receive.
    public private(set) var identity: IdentityInfo?
    /// Relays that monitors tell of, best first.
    public private(set) var discovered: [DiscoveredRelay] = []
    public private(set) var isDiscovering = false
    /// What the user's own public list names for reading (NIP-65); nothing before it was looked up.
    public private(set) var publicRelays: [String] = []
    public private(set) var isLookingUp = false
    public private(set) var ttlChoices: [UInt64] = []
    /// Whether the device can ask for its owner at all.
    public private(set) var canLock = false
    public private(set) var appLock: Bool
    public private(set) var appLockAfterSecs: UInt64
    public private(set) var hidesInAppSwitcher: Bool
    public private(set) var isBusy = false
    public internal(set) var problem: Phrase?

    private let core: any OwnGateway
    private let preferences: any Preferences
    private let owner: any OwnerCheck
    private let formats: Formats
    private let turn = Turn()

    public static let appLockChoices: [UInt64] = [0, 60, 300, 3_600]
    public static let payDelayChoices: [UInt64] = [0, 30, 120, 600]
    public static let lineWindowChoices: [UInt64] = [0, 5, 15, 60]

    public init(
        core: any OwnGateway, preferences: any Preferences, owner: any OwnerCheck,
        formats: Formats = Formats()
    ) {
        self.core = core
        self.preferences = preferences
        self.owner = owner
        self.formats = formats
        appLock = preferences.appLock
        appLockAfterSecs = preferences.appLockAfterSecs
        hidesInAppSwitcher = preferences.hidesInAppSwitcher
    }

    public func load() async {
        canLock = await owner.isAvailable()
        ttlChoices = await core.ttlChoices()
        await attempt {
            settings = try await core.settings()
            identity = try await core.identity()
            discovered = try await core.discoveredRelays()
        }
    }

    // MARK: The home's

    /// Stores one setting: `await model.change(\.previews, to: false)`.
    @discardableResult
    public func change<Value: Sendable>(
        _ setting: WritableKeyPath<HomeSettings, Value>, to value: Value
    ) async -> Bool {
        await store { $0[keyPath: setting] = value }
    }

    private func store(_ edit: (inout HomeSettings) -> Void) async -> Bool {
        await turn.take {
            guard var changed = settings else { return false }
            edit(&changed)
            isBusy = true
            defer { isBusy = false }
            let done: Void? = await attempt {
                try await core.setSettings(settings: changed)
                // As the core writes it: addresses in small letters, relays with their slash.
                settings = try await core.settings()
            }
            return done != nil
        }
    }

    /// The same for an amount that was typed in satoshis.
    @discardableResult
    public func change(_ setting: WritableKeyPath<HomeSettings, UInt64>, sats text: String) async -> Bool {
        guard let msat = formats.msat(sats: text) else {
            problem = .of(.settingsNoAmount)
            return false
        }
        return await change(setting, to: msat)
    }

    /// The same for a text that may be empty: an address, a server, a proxy.
    @discardableResult
    public func change(_ setting: WritableKeyPath<HomeSettings, String?>, text: String) async -> Bool {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return await change(setting, to: text.isEmpty ? nil : text)
    }

    /// Adds a relay to one of the lists; `relay.example` means `wss://relay.example`.
    @discardableResult
    public func addRelay(_ text: String, to list: WritableKeyPath<HomeSettings, [String]>) async -> Bool {
        let typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let relays = settings?[keyPath: list], !typed.isEmpty else { return false }
        let relay = typed.contains("://") ? typed : "wss://\(typed)"
        let known = Set(relays.map(Self.bare))
        guard !known.contains(Self.bare(relay)) else {
            problem = .of(.settingsRelayKnown)
            return false
        }
        return await store { $0[keyPath: list].append(relay) }
    }

    public func removeRelay(_ relay: String, from list: WritableKeyPath<HomeSettings, [String]>) async {
        _ = await store { $0[keyPath: list].removeAll { $0 == relay } }
    }

    /// Asks the user's relays for what monitors say of others (NIP-66).
    public func discoverRelays() async {
        guard !isDiscovering else { return }
        isDiscovering = true
        defer { isDiscovering = false }
        await attempt { discovered = try await core.discoverRelays() }
    }

    /// Looks up the user's own public list. Only when the user says so: those asked see an interest in this key.
    public func lookUpPublicRelays() async {
        guard !isLookingUp else { return }
        isLookingUp = true
        defer { isLookingUp = false }
        guard let found = await attempt({ try await core.publicRelays() }) else { return }
        publicRelays = found
        if found.isEmpty { problem = .of(.settingsNoPublicList) }
    }

    /// Those of the public list that are not in the settings yet.
    public var newPublicRelays: [String] {
        let known = Set((settings?.relays ?? []).map(Self.bare))
        return publicRelays.filter { !known.contains(Self.bare($0)) }
    }

    /// Takes all of them over into the settings.
    public func takePublicRelays() async {
        let new = newPublicRelays
        _ = await store { $0.relays += new }
    }

    /// What could be added: discovered ones first, then those of the directory.
    public var suggestedRelays: [String] {
        let known = Set((settings?.relays ?? []).map(Self.bare))
        var seen = known
        return (discovered.map(\.relay) + knownRelays).filter { seen.insert(Self.bare($0)).inserted }
    }

    private nonisolated static func bare(_ relay: String) -> String {
        let lower = relay.lowercased()
        return lower.hasSuffix("/") ? String(lower.dropLast()) : lower
    }

    // MARK: This device's

    /// Both ways need the owner: else whoever holds the open phone could turn the lock off, or lock its
    /// owner out.
    public func setAppLock(_ on: Bool) async {
        guard on != appLock, await owner.confirm(reason: .of(.lockReasonSettings)) else { return }
        preferences.appLock = on
        appLock = on
    }

    public func setAppLockAfter(_ secs: UInt64) {
        preferences.appLockAfterSecs = secs
        appLockAfterSecs = secs
    }

    public func setHidesInAppSwitcher(_ hides: Bool) {
        preferences.hidesInAppSwitcher = hides
        hidesInAppSwitcher = hides
    }

    // MARK: Labels

    public func amount(_ msat: UInt64) -> Phrase { formats.amount(msat: msat) }

    /// What a field of satoshis shows.
    public func sats(_ msat: UInt64) -> String { formats.sats(msat) }

    public func duration(_ secs: UInt64) -> Phrase { formats.duration(secs) }

    /// A time that may be none at all.
    public func delay(_ secs: UInt64) -> Phrase { secs == 0 ? .of(.timeAtOnce) : formats.duration(secs) }
}
