/// Every setting that there is, in the order of the screen: Android's has the same. The names are the
/// core's own.
public enum SettingsItem: String, CaseIterable, Sendable {
    case priceMsat = "price_msat"
    case contactPriceMsat = "contact_price_msat"
    case askForStrangers = "ask_for_strangers"
    case maxMsat = "max_msat"
    case maxFeeMsat = "max_fee_msat"

    case ttlSecs = "ttl_secs"
    case lineWindowSecs = "line_window_secs"
    case lightningAddress = "lightning_address"
    case offer
    case fileServer = "file_server"

    case relays
    case sendRelays = "send_relays"
    case publish
    case blastDirectory = "blast_directory"
    case monitors
    case searchDirectory = "search_directory"

    case readReceipts = "read_receipts"
    case deleteWhenRead = "delete_when_read"
    case payDelaySecs = "pay_delay_secs"
    case coverFetches = "cover_fetches"
    case proxy
    case allowLocal = "allow_local"
    case previews

    // This device's own.
    case appLock = "app_lock"
    case appLockAfterSecs = "app_lock_after_secs"
    case hidesInAppSwitcher = "hides_in_app_switcher"

    public enum Section: String, CaseIterable, Sendable {
        case price
        case messages
        case relays
        case privacy
        case device

        public var title: Phrase {
            switch self {
            case .price: .of(.settingsSectionPrice)
            case .messages: .of(.settingsSectionMessages)
            case .relays: .of(.settingsSectionRelays)
            case .privacy: .of(.settingsSectionPrivacy)
            case .device: .of(.settingsSectionDevice)
            }
        }
    }

    public var section: Section {
        switch self {
        case .priceMsat, .contactPriceMsat, .askForStrangers, .maxMsat, .maxFeeMsat: .price
        case .ttlSecs, .lineWindowSecs, .lightningAddress, .offer, .fileServer: .messages
        case .relays, .sendRelays, .publish, .blastDirectory, .monitors, .searchDirectory: .relays
        case .readReceipts, .deleteWhenRead, .payDelaySecs, .coverFetches, .proxy, .allowLocal, .previews:
            .privacy
        case .appLock, .appLockAfterSecs, .hidesInAppSwitcher: .device
        }
    }

    /// What it is called: `settings_<name>`.
    public var title: Phrase { word("settings_\(rawValue)") }

    /// What it does, in a sentence: `settings_<name>_about`.
    public var about: Phrase { word("settings_\(rawValue)_about") }

    private func word(_ key: String) -> Phrase {
        Words(rawValue: key).map { .of($0) } ?? .verbatim(key)
    }
}
