import KnockKit
import SwiftUI

/// Who sees what, and what this is.
struct AboutScreen: View {
    let model: AboutModel

    var body: some View {
        List {
            Section {
                Text("about_intro")
            }
            ForEach(model.parties) { party in
                Section {
                    row("about_sees", party.sees, symbol: "eye")
                    if let hidden = party.doesNotSee {
                        row("about_does_not_see", hidden, symbol: "eye.slash")
                    }
                } header: {
                    Text(party.name)
                }
            }
            Section("about_limits") {
                ForEach(model.limits, id: \.self) { Text($0) }
            }
            Section {
                LabeledContent("about_version") { Text(verbatim: model.version) }
                Text("about_licence").font(.footnote).foregroundStyle(.secondary)
            }
        }
        .navigationTitle("about_title")
    }

    private func row(_ title: LocalizedStringKey, _ text: Phrase, symbol: String) -> some View {
        Label {
            VStack(alignment: .leading, spacing: 2) {
                Text(title).font(.caption).foregroundStyle(.secondary)
                Text(text)
            }
        } icon: {
            Image(systemName: symbol).accessibilityHidden(true)
        }
        .accessibilityElement(children: .combine)
    }
}

#Preview {
    NavigationStack { AboutScreen(model: AboutModel(version: "0.1.0")) }
}
