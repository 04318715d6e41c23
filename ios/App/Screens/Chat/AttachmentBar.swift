import KnockKit
import PhotosUI
import SwiftUI

/// What goes along with the next message: its name, how much of it is uploaded, and the way to take it off again.
struct AttachmentBar: View {
    let composer: Composer

    var body: some View {
        if let attachment = composer.attachment {
            HStack {
                Image(systemName: "paperclip").accessibilityHidden(true)
                Group {
                    if let name = attachment.name { Text(verbatim: name) } else { Text("chat_photo") }
                }
                .lineLimit(1)
                Spacer()
                if composer.upload != nil {
                    TransferView(transfer: composer.upload)
                    Button("chat_upload_cancel", systemImage: "stop.circle.fill") { composer.cancelUpload() }
                        .labelStyle(.iconOnly)
                        .foregroundStyle(.secondary)
                } else {
                    Button("chat_attachment_remove", systemImage: "xmark.circle.fill") {
                        composer.removeAttachment()
                    }
                    .labelStyle(.iconOnly)
                    .foregroundStyle(.secondary)
                }
            }
            .font(.footnote)
            .accessibilityElement(children: .contain)
        }
    }
}

/// Chooses a picture or a file.
struct AttachButton: View {
    let composer: Composer
    @State private var picture: PhotosPickerItem?
    @State private var picksPicture = false
    @State private var picksFile = false

    var body: some View {
        Menu("chat_attach", systemImage: "plus") {
            Button("chat_attach_picture", systemImage: "photo") { picksPicture = true }
            Button("chat_attach_file", systemImage: "doc") { picksFile = true }
        }
        .labelStyle(.iconOnly)
        .font(.title)
        // As JPEG, out of which the core can take what tells where it was made.
        .photosPicker(
            isPresented: $picksPicture, selection: $picture, matching: .images,
            preferredItemEncoding: .compatible
        )
        .fileImporter(isPresented: $picksFile, allowedContentTypes: [.item]) { chosen in
            if case .success(let url) = chosen, let data = url.readOnce() {
                composer.attach(Attachment(.data(data), name: url.lastPathComponent))
            }
        }
        .onChange(of: picture) { _, item in
            guard let item else { return }
            picture = nil
            Task {
                guard let data = try? await item.loadTransferable(type: Data.self) else { return }
                // A picture's own name tells when it was taken.
                composer.attach(Attachment(.data(data)))
            }
        }
    }
}

extension URL {
    /// The content of a file that the user chose in another app's folder: access is granted for this one look.
    func readOnce() -> Data? {
        let isGranted = startAccessingSecurityScopedResource()
        defer { if isGranted { stopAccessingSecurityScopedResource() } }
        return try? Data(contentsOf: self)
    }
}
