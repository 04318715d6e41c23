import KnockKit
import SwiftUI

/// Taking the identity elsewhere. What is shown goes when the screen is left, and when the app is.
struct BackupScreen: View {
    @State var model: BackupModel
    @Environment(\.scenePhase) private var scenePhase

    var body: some View {
        Form {
            if let shown = model.shown {
                secret(shown)
            } else {
                choices
            }
            ProblemLine(problem: model.problem)
        }
        .navigationTitle("backup_title")
        .onDisappear { model.hide() }
        .onChange(of: scenePhase) { _, phase in
            // Not while it is only inactive: the system's own question for the owner makes it that.
            if phase == .background { model.hide() }
        }
    }

    @ViewBuilder private func secret(_ secret: BackupModel.Secret) -> some View {
        Section {
            switch secret {
            case .words(let words): WordGrid(words: words)
            case .nsec(let text), .ncryptsec(let text):
                Text(verbatim: text).font(.callout.monospaced())
                Button("action_copy", systemImage: "doc.on.doc") { Clipboard.copySecret(text) }
            }
        } footer: {
            switch secret {
            case .words, .nsec: Text("backup_secret_explained")
            case .ncryptsec: Text("backup_locked_explained")
            }
        }
        Button("backup_hide") { model.hide() }
    }

    @ViewBuilder private var choices: some View {
        Section {
            TaskButton("backup_show_words") { await model.showWords() }
        } footer: {
            Text("backup_words_explained")
        }
        Section {
            SecureField("backup_password", text: $model.password)
                .textContentType(.newPassword)
            SecureField("backup_password_again", text: $model.passwordAgain)
                .textContentType(.newPassword)
            if let problem = model.passwordProblem { Text(problem).font(.footnote).foregroundStyle(.orange) }
            TaskButton("backup_lock_key") { await model.lockKey() }
                .disabled(!model.canLock)
        } header: {
            Text("backup_locked_title")
        } footer: {
            Text("backup_password_explained")
        }
        BackupFileSection(model: model)
        Section {
            TaskButton("backup_show_key", role: .destructive) { await model.showKey() }
        } footer: {
            Text("backup_key_explained")
        }
        EraseSection(model: model)
    }
}

/// Recovery words, numbered.
struct WordGrid: View {
    let words: [String]

    var body: some View {
        LazyVGrid(columns: [GridItem(.adaptive(minimum: 120), alignment: .leading)], spacing: 10) {
            ForEach(Array(words.enumerated()), id: \.offset) { index, word in
                HStack(spacing: 6) {
                    Text(index + 1, format: .number).foregroundStyle(.secondary)
                    Text(verbatim: word).fontWeight(.medium)
                }
                .font(.body.monospaced())
                .accessibilityElement(children: .combine)
            }
        }
    }
}

#Preview {
    PreviewHome { BackupScreen(model: BackupModel(core: $0, owner: DeviceOwnerCheck())) }
}
