import KnockKit
import SwiftUI

/// Everybody whom the user knows.
struct ContactsScreen: View {
    @State var model: ContactsModel
    @Environment(Router.self) fileprivate var router
    @Environment(\.opening) private var opening

    var body: some View {
        List {
            ForEach(model.lines) { line in row(line) }
            if !model.blocked.isEmpty {
                Section("contacts_blocked") {
                    ForEach(model.blocked) { line in row(line) }
                }
            }
        }
        .listStyle(.plain)
        .searchable(text: $model.filter, prompt: "contacts_filter")
        .autocorrectionDisabled()
        .overlay {
            if model.isEmpty {
                ContentUnavailableView {
                    Label("contacts_empty", systemImage: "person.2")
                } description: {
                    Text("contacts_empty_hint")
                } actions: {
                    Button("contacts_add") { router.push(.addContact()) }.buttonStyle(.borderedProminent)
                }
            }
        }
        .navigationTitle("contacts_title")
        .toolbar {
            ToolbarItem(placement: .topBarTrailing) {
                Button("mycode_title", systemImage: "qrcode") { router.push(.myCode) }
            }
            ToolbarItem(placement: .topBarTrailing) {
                Button("contacts_add", systemImage: "person.badge.plus") { router.push(.addContact()) }
            }
        }
        .problemBar(model.problem)
        .task(id: opening) { await model.run() }
        .onAppear { Task { await model.load() } }
    }
}

extension ContactsScreen {
    fileprivate func row(_ line: ContactsModel.Line) -> some View {
        NavigationLink(value: Route.contact(npub: line.npub)) { ContactRow(line: line) }
            .swipeActions(edge: .trailing) {
                Button("contact_write", systemImage: "bubble.left") { router.open(.chat(peer: line.npub)) }
                    .tint(Color.accentColor)
            }
    }
}

private struct ContactRow: View {
    let line: ContactsModel.Line

    var body: some View {
        HStack(spacing: 12) {
            Avatar(initials: line.initials)
            VStack(alignment: .leading, spacing: 2) {
                HStack(spacing: 4) {
                    Text(verbatim: line.title).lineLimit(1)
                    Group {
                        if line.isVerified {
                            Image(systemName: "checkmark.seal.fill").accessibilityLabel("contact_verified")
                        }
                        if line.isBlocked {
                            Image(systemName: "nosign").accessibilityLabel("contact_blocked")
                        }
                    }
                    .font(.caption)
                    .foregroundStyle(.secondary)
                }
                Text(line.detail)
                    .font(.subheadline)
                    .foregroundStyle(line.canBeKnocked ? AnyShapeStyle(.secondary) : AnyShapeStyle(.orange))
                    .lineLimit(1)
            }
        }
        .accessibilityElement(children: .combine)
    }
}

#Preview {
    PreviewHome { ContactsScreen(model: ContactsModel(core: $0)) }
}
