import KnockKit
import SwiftUI

/// What becomes of a shared text: the same as of one that is pasted into the app.
struct ShareView: View {
    let text: () async -> String?
    let done: () -> Void
    @State private var model: PasteCommentModel?
    @State private var problem: Phrase?
    @State private var isOpen = false

    var body: some View {
        NavigationStack {
            VStack(spacing: 20) {
                if let problem = problem ?? model?.problem {
                    Label {
                        Text(verbatim: problem.localized)
                    } icon: {
                        Image(systemName: "exclamationmark.triangle").accessibilityHidden(true)
                    }
                } else if let outcome = model?.outcome {
                    Label {
                        Text(verbatim: outcome.label.localized)
                    } icon: {
                        Image(systemName: "checkmark.circle").accessibilityHidden(true)
                    }
                    Text("share_open_hint").font(.footnote).foregroundStyle(.secondary)
                } else {
                    ProgressView("share_working")
                }
            }
            .padding()
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .navigationTitle("app_name")
            .navigationBarTitleDisplayMode(.inline)
            .toolbar {
                ToolbarItem(placement: .confirmationAction) {
                    // The system stops the extension at once, and must not find the home open.
                    Button("action_done", action: done).disabled(isOpen)
                }
            }
        }
        .task { await take() }
    }

    /// Opens the home beside the app, hands the text over, and closes it again.
    private func take() async {
        do {
            let homes = try SharedHome.homes()
            guard try !homes.installation.holdsStranger() else {
                problem = .of(.errorNoIdentity)
                return
            }
            let core = homes.core()
            isOpen = true
            defer { isOpen = false }
            try await core.unlock()
            let model = PasteCommentModel(core: core, text: await text() ?? "")
            self.model = model
            if model.canOpen { await model.open() } else { problem = ScannedText("").hint }
            try await core.lock()
        } catch {
            problem = .error(error)
        }
    }
}
