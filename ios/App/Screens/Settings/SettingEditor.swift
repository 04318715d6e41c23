import KnockKit
import SwiftUI

/// Changes one amount or address. It is stored with "Save"; what the core refuses stays in the field.
struct SettingEditor: View {
    enum Kind {
        /// Satoshis.
        case amount
        case address
    }

    let item: SettingsItem
    let kind: Kind
    let start: String
    let model: SettingsModel
    /// Whether it was taken.
    let save: @MainActor (String) async -> Bool
    @State private var text = ""
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        Form {
            Section {
                TextField(item.title.localized, text: $text)
                    .keyboardType(kind == .amount ? .numberPad : .URL)
                    .autocorrectionDisabled()
                    .textInputAutocapitalization(.never)
                    .accessibilityLabel(Text(item.title))
                if kind == .amount { Text("settings_in_sats").foregroundStyle(.secondary) }
            } footer: {
                Text(item.about)
            }
            ProblemLine(problem: model.problem)
            TaskButton("action_save") {
                if await save(text) { dismiss() }
            }
        }
        .onAppear { text = start }
        .navigationTitle(Text(item.title))
        .navigationBarTitleDisplayMode(.inline)
    }
}
