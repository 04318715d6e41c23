import KnockKit
import SwiftUI

/// What is known of somebody, and what can be done about them.
struct ContactScreen: View {
    @State var model: ContactDetailsModel
    @Environment(Router.self) private var router
    @Environment(\.opening) private var opening
    @State private var isBlocking = false
    @State private var isRemoving = false

    var body: some View {
        Form {
            Section {
                Button("contact_write", systemImage: "bubble.left") { router.open(.chat(peer: model.npub)) }
                    .disabled(!model.canBeKnocked)
                if !model.link.isEmpty {
                    ShareLink(item: model.link) { Label("contact_share", systemImage: "square.and.arrow.up") }
                }
            } footer: {
                if !model.canBeKnocked { Text("contact_cannot_be_knocked") }
            }
            fields
            verification
            messages
            dangers
            ProblemLine(problem: model.problem)
        }
        .navigationTitle(Text(verbatim: model.title))
        .toolbar {
            if model.hasChanges {
                ToolbarItem(placement: .confirmationAction) {
                    TaskButton("action_save") { await model.save() }
                }
            }
        }
        .task(id: opening) { await model.run() }
        .onChange(of: model.isGone) { _, isGone in
            if isGone { router.pop() }
        }
        .confirmationDialog("contact_block_question", isPresented: $isBlocking, titleVisibility: .visible) {
            Button("action_block", role: .destructive) { Task { await model.setBlocked(true) } }
        } message: {
            Text("contact_block_explained")
        }
        .confirmationDialog("contact_remove_question", isPresented: $isRemoving, titleVisibility: .visible) {
            Button("contact_remove", role: .destructive) { Task { await model.remove() } }
        } message: {
            Text("contact_remove_explained")
        }
    }

    private var fields: some View {
        Section {
            ContactFields(name: $model.name, lightningAddress: $model.lightningAddress)
            LabeledContent("contact_key") {
                Text(verbatim: model.npub).font(.footnote.monospaced()).textSelection(.enabled)
            }
            if let nip05 = model.contact?.nip05 {
                LabeledContent("contact_nip05") { Text(verbatim: nip05) }
                TaskButton("contact_check_name") { await model.verifyName() }
            }
            if let price = model.price { LabeledContent("contact_price") { Text(price) } }
        }
    }

    private var verification: some View {
        Section("contact_safety_number") {
            if !model.safetyNumber.isEmpty {
                LazyVGrid(columns: [GridItem(.adaptive(minimum: 70))], spacing: 8) {
                    ForEach(Array(model.safetyNumber.enumerated()), id: \.offset) { _, group in
                        Text(verbatim: group).font(.body.monospaced())
                    }
                }
                .accessibilityElement(children: .combine)
            }
            Text("contact_safety_number_explained").font(.footnote).foregroundStyle(.secondary)
            Text(model.verifiedLabel)
            if model.isVerified {
                TaskButton("contact_unverify", role: .destructive) { await model.setVerified(false) }
            } else {
                TaskButton("contact_verify") { await model.setVerified(true) }
            }
        }
    }

    private var messages: some View {
        Section("contact_messages") {
            Picker("chat_timer", selection: .wish(model.conversation?.ttlSecs) { await model.setTimer($0) }) {
                Text(model.timerLabel(nil)).tag(UInt64?.none)
                ForEach(model.ttlChoices, id: \.self) { secs in
                    Text(model.timerLabel(secs)).tag(Optional(secs))
                }
            }
            Menu {
                ForEach(MuteChoice.allCases, id: \.self) { choice in
                    Button(choice.label.localized) { Task { await model.mute(choice) } }
                }
            } label: {
                Label(
                    model.isMuted ? "conversations_muted" : "conversations_mute",
                    systemImage: model.isMuted ? "bell.slash.fill" : "bell")
            }
        }
    }

    private var dangers: some View {
        Section {
            if model.isBlocked {
                TaskButton("contact_unblock") { await model.setBlocked(false) }
            } else {
                Button("action_block", role: .destructive) { isBlocking = true }
            }
            if model.isContact {
                Button("contact_remove", role: .destructive) { isRemoving = true }
            }
        }
    }
}

#Preview {
    PreviewHome { ContactScreen(model: ContactDetailsModel(core: $0, npub: previewPeer)) }
}
