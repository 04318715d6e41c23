import KnockKit
import Testing

@MainActor @Suite struct SettingsModelTests {
    let home = FakeHome()
    let owner = FakeOwner()

    private func settings() async -> SettingsModel {
        let model = SettingsModel(
            core: home, preferences: forgottenPreferences(), owner: owner, formats: .test)
        await model.load()
        return model
    }

    @Test func aChangeIsStoredAtOnce() async throws {
        let model = await settings()
        #expect(model.identity?.npub == FakeHome.own && model.settings?.previews == true)
        await model.change(\.previews, to: false)
        #expect(await home.settingsNow.previews == false)
        await model.change(\.publish, to: .everywhere)
        #expect(model.settings?.publish == .everywhere && model.settings?.previews == false)
    }

    @Test func quickFingersLoseNothing() async throws {
        let model = await settings()
        async let first = model.change(\.previews, to: false)
        async let second = model.change(\.readReceipts, to: false)
        async let third = model.change(\.coverFetches, to: true)
        #expect(await [first, second, third] == [true, true, true])
        let stored = await home.settingsNow
        #expect(!stored.previews && !stored.readReceipts && stored.coverFetches && model.settings == stored)
    }

    @Test func amountsAreTypedInSatoshis() async throws {
        let model = await settings()
        #expect(await model.change(\.priceMsat, sats: "1,234"))
        #expect(model.settings?.priceMsat == 1_234_000)
        #expect(model.sats(1_234_000) == "1,234")
        for wrong in ["", "-1", "1.5", "many", "99999999999999999999"] {
            let taken = await model.change(\.priceMsat, sats: wrong)
            #expect(!taken && model.problem == .of(.settingsNoAmount), "\(wrong)")
        }
        #expect(model.settings?.priceMsat == 1_234_000)
    }

    @Test func whatTheCoreRefusesStaysAsItWas() async throws {
        let model = await settings()
        #expect(await !model.addRelay("http://relay.example", to: \.relays))
        #expect(model.problem == .of(.errorRelayInvalid) && model.settings?.relays == [])
        #expect(await model.addRelay("relay.example", to: \.relays))
        #expect(model.settings?.relays == ["wss://relay.example"] && model.problem == nil)
        #expect(await !model.addRelay("WSS://relay.example/", to: \.relays))
        #expect(model.problem == .of(.settingsRelayKnown))
        #expect(await model.addRelay("wss://two.example", to: \.sendRelays))
        await model.removeRelay("wss://relay.example", from: \.relays)
        #expect(model.settings?.relays == [] && model.settings?.sendRelays == ["wss://two.example"])
    }

    @Test func monitorsTellOfOtherRelays() async throws {
        let model = await settings()
        #expect(model.suggestedRelays.first == "wss://nos.lol" && model.discovered.isEmpty)
        await model.discoverRelays()
        #expect(model.suggestedRelays.first == "wss://found.example/")
        await model.addRelay("found.example", to: \.relays)
        #expect(model.suggestedRelays.first == "wss://nos.lol")
    }

    @Test func anEmptyFieldIsNoValue() async throws {
        let model = await settings()
        await model.change(\.lightningAddress, text: " Me@Wallet.example ")
        #expect(model.settings?.lightningAddress == "me@wallet.example", "as the core writes it")
        await model.change(\.lightningAddress, text: "  ")
        #expect(model.settings?.lightningAddress == nil)
    }

    @Test func theAppLockNeedsItsOwnerBothWays() async throws {
        let model = await settings()
        owner.answers(false)
        await model.setAppLock(true)
        #expect(!model.appLock)
        owner.answers(true)
        await model.setAppLock(true)
        #expect(model.appLock)
        owner.answers(false)
        await model.setAppLock(false)
        #expect(model.appLock && owner.reasons.count == 3)
        model.setAppLockAfter(300)
        model.setHidesInAppSwitcher(false)
        #expect(model.appLockAfterSecs == 300 && !model.hidesInAppSwitcher)
    }

    @Test func everySettingHasAPlaceAndWords() {
        for item in SettingsItem.allCases {
            #expect(Words(rawValue: "settings_\(item.rawValue)") != nil, "\(item)")
            #expect(Words(rawValue: "settings_\(item.rawValue)_about") != nil, "\(item)")
        }
        let sections = SettingsItem.Section.allCases
        #expect(sections.allSatisfy { section in SettingsItem.allCases.contains { $0.section == section } })
    }

    /// So that no setting of the core's is forgotten on the screen.
    @Test func theListIsTheCoresOwn() {
        let fields = Mirror(reflecting: defaultSettings()).children.compactMap(\.label).map { label in
            label.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
        }
        let onDevice: Set = ["app_lock", "app_lock_after_secs", "hides_in_app_switcher"]
        #expect(Set(SettingsItem.allCases.map(\.rawValue)).subtracting(onDevice) == Set(fields))
    }
}

@MainActor @Suite struct OwnCodeTests {
    let home = FakeHome()

    @Test func theCodeAndWhatIsSharedWithIt() async throws {
        let model = MyCodeModel(core: home, formats: .test)
        await model.load()
        #expect(model.qr?.isEmpty == false && model.link.hasPrefix("nostr:nprofile1"))
        #expect(model.npub == FakeHome.own && model.price?.english == "1 sat")
        #expect(model.warning == .of(.myCodeNoAddress))
    }

    @Test func thePublicListIsTakenOverWhenTheUserSaysSo() async throws {
        await home.publish(list: ["wss://relay.example/", "wss://mine.example/"])
        let model = SettingsModel(core: home, preferences: forgottenPreferences(), owner: FakeOwner())
        await model.load()
        #expect(await model.addRelay("relay.example", to: \.relays))
        #expect(await home.count("publicRelays") == 0, "to ask shows an interest in the key")
        await model.lookUpPublicRelays()
        #expect(model.newPublicRelays == ["wss://mine.example/"])
        await model.takePublicRelays()
        #expect(
            model.settings?.relays.contains("wss://mine.example/") == true && model.newPublicRelays.isEmpty)
        #expect(model.settings?.relays.count == 2)

        await home.publish(list: [])
        await model.lookUpPublicRelays()
        #expect(model.problem == .of(.settingsNoPublicList))
        await home.fail("publicRelays", .Network(kind: "relay_unreachable", text: "", retryable: true))
        await model.lookUpPublicRelays()
        #expect(model.problem != nil && model.problem != .of(.settingsNoPublicList) && !model.isLookingUp)
    }

    @Test func whatLeaksIsSaidOfEverybody() {
        let model = AboutModel(version: "1.0")
        #expect(model.parties.count == 5 && Set(model.parties.map(\.id)).count == 5)
        #expect(model.limits.count == 3)
    }
}
