import KnockKit
import SwiftUI

/// Everything in one sealed file, to be put wherever the user likes. It takes the passphrase that is typed above it.
struct BackupFileSection: View {
    let model: BackupModel
    @State private var file: URL?
    @State private var isMoving = false

    var body: some View {
        Section {
            if let transfer = model.transfer { TransferView(transfer: transfer) }
            TaskButton("backup_make_file") {
                file = await model.backUp(
                    into: TemporaryFiles.folder(), named: "knock-backup.knock")
                isMoving = file != nil
            }
            .disabled(!model.canLock)
        } footer: {
            Text("backup_make_file_explained")
        }
        .fileMover(isPresented: $isMoving, file: file) { _ in
            forget()
        } onCancellation: {
            forget()
        }
    }

    /// No copy is left behind where the user turned back, or the move failed.
    private func forget() {
        if let file { try? FileManager.default.removeItem(at: file) }
        file = nil
    }
}

/// Leaves nothing of the account on this phone.
struct EraseSection: View {
    let model: BackupModel
    @State private var isAsking = false

    var body: some View {
        Section {
            Button("backup_erase", role: .destructive) { isAsking = true }
        } footer: {
            Text("backup_erase_explained")
        }
        .confirmationDialog("backup_erase_question", isPresented: $isAsking, titleVisibility: .visible) {
            Button("backup_erase", role: .destructive) { Task { await model.erase() } }
        } message: {
            Text("backup_erase_explained")
        }
    }
}
