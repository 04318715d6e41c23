import KnockKit
import SwiftUI

/// One setting: what it is called, what it does, and how it is changed.
struct SettingRow: View {
    let item: SettingsItem
    let settings: HomeSettings
    let model: SettingsModel

    var body: some View {
        switch item {
        case .priceMsat: amount(\.priceMsat)
        case .contactPriceMsat: amount(\.contactPriceMsat)
        case .askForStrangers: toggle(\.askForStrangers)
        case .maxMsat: amount(\.maxMsat)
        case .maxFeeMsat: amount(\.maxFeeMsat)
        case .ttlSecs: choice(\.ttlSecs, of: model.ttlChoices) { model.duration($0) }
        case .lineWindowSecs:
            choice(\.lineWindowSecs, of: SettingsModel.lineWindowChoices) { model.delay($0) }
        case .lightningAddress: text(\.lightningAddress)
        case .offer: text(\.offer)
        case .fileServer: text(\.fileServer)
        case .relays: list(\.relays)
        case .sendRelays: list(\.sendRelays)
        case .publish:
            toggle(isOn: settings.publish == .everywhere) {
                await model.change(\.publish, to: $0 ? .everywhere : .named)
            }
        case .blastDirectory: toggle(\.blastDirectory)
        case .monitors: list(\.monitors)
        case .searchDirectory: toggle(\.searchDirectory)
        case .readReceipts: toggle(\.readReceipts)
        case .deleteWhenRead: toggle(\.deleteWhenRead)
        case .payDelaySecs: choice(\.payDelaySecs, of: SettingsModel.payDelayChoices) { model.delay($0) }
        case .coverFetches: toggle(\.coverFetches)
        case .proxy: text(\.proxy)
        case .allowLocal: toggle(\.allowLocal)
        case .previews: toggle(\.previews)
        case .appLock:
            toggle(isOn: model.appLock) { await model.setAppLock($0) }
                .disabled(!model.canLock)
        case .appLockAfterSecs:
            picker(
                selection: model.appLockAfterSecs, of: SettingsModel.appLockChoices,
                label: { model.delay($0) },
                set: { model.setAppLockAfter($0) }
            )
            .disabled(!model.appLock)
        case .hidesInAppSwitcher:
            toggle(isOn: model.hidesInAppSwitcher) { model.setHidesInAppSwitcher($0) }
        }
    }

    // MARK: Kinds of rows

    private func toggle(_ setting: WritableKeyPath<HomeSettings, Bool>) -> some View {
        toggle(isOn: settings[keyPath: setting]) { await model.change(setting, to: $0) }
    }

    private func toggle(isOn: Bool, set: @escaping @MainActor @Sendable (Bool) async -> Void) -> some View {
        Toggle(isOn: .wish(isOn, change: set)) { label }
    }

    private func amount(_ setting: WritableKeyPath<HomeSettings, UInt64>) -> some View {
        NavigationLink {
            SettingEditor(
                item: item, kind: .amount, start: model.sats(settings[keyPath: setting]), model: model
            ) {
                await model.change(setting, sats: $0)
            }
        } label: {
            value(model.amount(settings[keyPath: setting]))
        }
    }

    private func text(_ setting: WritableKeyPath<HomeSettings, String?>) -> some View {
        NavigationLink {
            SettingEditor(item: item, kind: .address, start: settings[keyPath: setting] ?? "", model: model) {
                await model.change(setting, text: $0)
            }
        } label: {
            value(settings[keyPath: setting].map { .verbatim($0) })
        }
    }

    private func list(_ setting: WritableKeyPath<HomeSettings, [String]>) -> some View {
        NavigationLink {
            SettingList(item: item, list: setting, model: model)
        } label: {
            value(.verbatim(settings[keyPath: setting].count.formatted()))
        }
    }

    private func choice(
        _ setting: WritableKeyPath<HomeSettings, UInt64>, of choices: [UInt64],
        label: @escaping (UInt64) -> Phrase
    ) -> some View {
        picker(selection: settings[keyPath: setting], of: choices, label: label) {
            await model.change(setting, to: $0)
        }
    }

    private func picker(
        selection: UInt64, of choices: [UInt64], label text: @escaping (UInt64) -> Phrase,
        set: @escaping @MainActor @Sendable (UInt64) async -> Void
    ) -> some View {
        // What was set elsewhere, by the command for instance, need not be one of the choices.
        let choices = choices.contains(selection) ? choices : (choices + [selection]).sorted()
        return Picker(selection: .wish(selection, change: set)) {
            ForEach(choices, id: \.self) { Text(text($0)).tag($0) }
        } label: {
            label
        }
    }

    private func value(_ value: Phrase?) -> some View {
        LabeledContent {
            if let value { Text(value).lineLimit(1).truncationMode(.middle) }
        } label: {
            label
        }
    }

    private var label: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(item.title)
            Text(item.about).font(.footnote).foregroundStyle(.secondary)
        }
    }
}
