import KnockKit
import SwiftUI

/// An identity from its words.
struct RestoreWords: View {
    @Bindable var model: WelcomeModel

    var body: some View {
        Form {
            Section {
                TextField("welcome_words_field", text: $model.words, axis: .vertical)
                    .lineLimit(4...8)
                    .font(.body.monospaced())
                    .secretInput()
                PasteButton(payloadType: String.self) { texts in
                    if let text = texts.first { model.take(text) }
                }
            } footer: {
                Text("welcome_words_explained")
            }
            ProblemLine(problem: model.problem)
            TaskButton("welcome_restore") { await model.restoreWords() }
                .disabled(!model.canRestoreWords)
        }
        .navigationTitle("welcome_restore_words")
        .backToChoice(model)
    }
}

/// An identity from its key, which may be locked with a password.
struct ImportKey: View {
    @Bindable var model: WelcomeModel

    var body: some View {
        Form {
            Section {
                SecureField("welcome_key_field", text: $model.key)
                    .secretInput()
                PasteButton(payloadType: String.self) { texts in
                    if let text = texts.first { model.take(text) }
                }
                if model.needsPassword {
                    SecureField("welcome_key_password", text: $model.password)
                        .textContentType(.password)
                }
            } footer: {
                Text("welcome_key_explained")
            }
            ProblemLine(problem: model.problem)
            TaskButton("welcome_restore") { await model.importKey() }
                .disabled(!model.canImportKey)
        }
        .navigationTitle("welcome_import_key")
        .backToChoice(model)
    }
}

/// An identity whose key stays with a remote signer (NIP-46).
struct RemoteSigner: View {
    @Bindable var model: WelcomeModel
    @State private var isScanning = false
    @State private var connecting: Task<Void, Never>?

    var body: some View {
        Form {
            Section {
                Button("scan_title", systemImage: "qrcode.viewfinder") { isScanning = true }
                // Whoever has it may ask the signer, so it is not shown.
                SecureField("welcome_signer_field", text: $model.signerLink)
                    .secretInput()
                PasteButton(payloadType: String.self) { texts in
                    if let text = texts.first { model.take(text) }
                }
            } footer: {
                Text("welcome_signer_explained")
            }
            ProblemLine(problem: model.problem)
            if model.isBusy {
                // It waits for the signer's user, who may be anywhere.
                HStack {
                    ProgressView()
                    Spacer()
                    Button("action_cancel") { connecting?.cancel() }
                }
            } else {
                Button("welcome_signer_connect") { connecting = Task { await model.connectSigner() } }
                    .disabled(!model.canConnectSigner)
            }
        }
        .navigationTitle("welcome_signer")
        .backToChoice(model)
        .sheet(isPresented: $isScanning) {
            ScannerSheet(found: { model.take($0) }, foundNoCode: { model.take("") })
        }
        .onDisappear { connecting?.cancel() }
    }
}

/// Everything from a sealed backup: messages, contacts, settings and key.
struct RestoreBackup: View {
    @Bindable var model: WelcomeModel
    @State private var isChoosing = false

    var body: some View {
        Form {
            Section {
                Button("welcome_backup_choose", systemImage: "doc") { isChoosing = true }
                if let file = model.backupFile { Text(verbatim: file.lastPathComponent) }
                SecureField("backup_password", text: $model.passphrase)
                    .textContentType(.password)
            } footer: {
                Text("welcome_backup_explained")
            }
            if let transfer = model.transfer { TransferView(transfer: transfer) }
            ProblemLine(problem: model.problem)
            TaskButton("welcome_restore") { await model.restoreBackup() }
                .disabled(!model.canRestoreBackup)
        }
        .navigationTitle("welcome_restore_backup")
        .backToChoice(model)
        .fileImporter(isPresented: $isChoosing, allowedContentTypes: [.item]) { chosen in
            guard case .success(let url) = chosen, let data = url.readOnce() else { return }
            let copy = TemporaryFiles.folder().appending(path: url.lastPathComponent)
            guard (try? data.write(to: copy)) != nil else { return }
            model.backupFile = copy
        }
        .onDisappear {
            if let copy = model.backupFile { try? FileManager.default.removeItem(at: copy) }
        }
    }
}

/// The words of a new identity, shown once.
struct WriteDown: View {
    let model: WelcomeModel
    let words: [String]

    var body: some View {
        Form {
            Section {
                WordGrid(words: words)
            } header: {
                Text("welcome_write_down")
            } footer: {
                Text("welcome_write_down_explained")
            }
            TaskButton("welcome_wrote_down") { await model.wroteDown() }
        }
        .navigationTitle("welcome_words_title")
        .navigationBarBackButtonHidden()
    }
}

extension View {
    /// Nothing that is typed here is learned by the keyboard, corrected or completed.
    fileprivate func secretInput() -> some View {
        autocorrectionDisabled()
            .textInputAutocapitalization(.never)
            .keyboardType(.asciiCapable)
    }

    fileprivate func backToChoice(_ model: WelcomeModel) -> some View {
        toolbar {
            ToolbarItem(placement: .cancellationAction) {
                Button("action_back") { model.step = .choose }.disabled(model.isBusy)
            }
        }
    }
}

#Preview {
    PreviewHome { ImportKey(model: WelcomeModel(core: $0) {}) }
}
