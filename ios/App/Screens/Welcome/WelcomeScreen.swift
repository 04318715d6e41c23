import KnockKit
import SwiftUI

/// Moving in: a new identity, or one that the user has.
struct WelcomeScreen: View {
    @State var model: WelcomeModel

    var body: some View {
        NavigationStack {
            switch model.step {
            case .choose: choose
            case .restoreWords: RestoreWords(model: model)
            case .importKey: ImportKey(model: model)
            case .remoteSigner: RemoteSigner(model: model)
            case .restoreBackup: RestoreBackup(model: model)
            case .writeDown(let words): WriteDown(model: model, words: words)
            case .done: ProgressView()
            }
        }
    }

    private var choose: some View {
        ScrollView {
            VStack(spacing: 16) {
                DoorSymbol().padding(.top, 40)
                Text("welcome_title").font(.largeTitle.bold())
                Text("welcome_intro")
                    .multilineTextAlignment(.center)
                    .foregroundStyle(.secondary)
                ProblemLine(problem: model.problem)
                TaskButton(action: { await model.createNew() }) {
                    Text("welcome_new").frame(maxWidth: .infinity)
                }
                .buttonStyle(.borderedProminent)
                .controlSize(.large)
                Button("welcome_restore_words") { model.step = .restoreWords }
                Button("welcome_import_key") { model.step = .importKey }
                Button("welcome_signer") { model.step = .remoteSigner }
                Button("welcome_restore_backup") { model.step = .restoreBackup }
                Text("welcome_explained")
                    .font(.footnote)
                    .foregroundStyle(.secondary)
                    .multilineTextAlignment(.center)
                    .padding(.top)
            }
            .padding()
            .frame(maxWidth: 480)
            .frame(maxWidth: .infinity)
        }
    }
}

#Preview {
    PreviewHome { WelcomeScreen(model: WelcomeModel(core: $0) {}) }
}
