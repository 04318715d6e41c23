import KnockKit
import SwiftUI

/// What the user can set. Each setting is a row of `SettingsItem`, in its order.
struct SettingsScreen: View {
    @State var model: SettingsModel

    var body: some View {
        Form {
            Section {
                NavigationLink(value: Route.walletSetup()) { Label("wallet_title", systemImage: "bolt") }
                NavigationLink(value: Route.backup) { Label("backup_title", systemImage: "key") }
                NavigationLink(value: Route.about) { Label("about_title", systemImage: "info.circle") }
            }
            if model.identity?.sendOnly == true {
                Label("settings_send_only", systemImage: "exclamationmark.circle")
            }
            ProblemLine(problem: model.problem)
            if let settings = model.settings {
                ForEach(SettingsItem.Section.allCases, id: \.self) { section in
                    Section {
                        ForEach(SettingsItem.allCases.filter { $0.section == section }, id: \.self) { item in
                            SettingRow(item: item, settings: settings, model: model)
                        }
                    } header: {
                        Text(section.title)
                    }
                }
            }
        }
        .navigationTitle("settings_title")
        .task { await model.load() }
    }
}

#Preview {
    PreviewHome { core in
        SettingsScreen(
            model: SettingsModel(
                core: core, preferences: StoredPreferences(.standard), owner: DeviceOwnerCheck()))
    }
}
