import KnockKit
import SwiftUI

/// Changes a list of relays, or of keys.
struct SettingList: View {
    let item: SettingsItem
    let list: WritableKeyPath<HomeSettings, [String]>
    let model: SettingsModel
    @State private var new = ""

    var body: some View {
        Form {
            Section {
                ForEach(entries, id: \.self) { entry in
                    Text(verbatim: entry).font(.callout)
                }
                .onDelete { offsets in
                    let gone = offsets.map { entries[$0] }
                    Task { for entry in gone { await remove(entry) } }
                }
            } footer: {
                Text(item.about)
            }
            Section {
                TextField("settings_list_new", text: $new)
                    .keyboardType(.URL)
                    .autocorrectionDisabled()
                    .textInputAutocapitalization(.never)
                TaskButton("settings_list_add") {
                    if await add() { new = "" }
                }
                .disabled(new.isEmpty)
            }
            if list == \.relays {
                publicList
                suggestions
            }
            ProblemLine(problem: model.problem)
        }
        .navigationTitle(Text(item.title))
        .navigationBarTitleDisplayMode(.inline)
        .toolbar { EditButton() }
    }

    /// What the user's own list names, as other Nostr apps keep it.
    private var publicList: some View {
        Section {
            ForEach(model.newPublicRelays, id: \.self) { relay in offered(relay) }
            if model.newPublicRelays.count > 1 {
                TaskButton("settings_public_list_take") { await model.takePublicRelays() }
            }
            TaskButton("settings_public_list") { await model.lookUpPublicRelays() }
        } header: {
            Text("settings_public_list_title")
        } footer: {
            Text("settings_public_list_explained")
        }
    }

    private func offered(_ relay: String) -> some View {
        TaskButton(action: { await model.addRelay(relay, to: list) }) {
            Label {
                Text(verbatim: relay)
            } icon: {
                Image(systemName: "plus.circle").accessibilityHidden(true)
            }
        }
    }

    private var suggestions: some View {
        Section {
            ForEach(model.suggestedRelays.prefix(10), id: \.self) { relay in offered(relay) }
            TaskButton("settings_discover") { await model.discoverRelays() }
        } header: {
            Text("settings_suggestions")
        } footer: {
            Text("settings_discover_explained")
        }
    }

    private var entries: [String] { model.settings?[keyPath: list] ?? [] }

    private func add() async -> Bool {
        // Monitors are keys, which have no scheme to complete.
        item == .monitors
            ? await model.change(list, to: entries + [new]) : await model.addRelay(new, to: list)
    }

    private func remove(_ entry: String) async {
        await model.removeRelay(entry, from: list)
    }
}
