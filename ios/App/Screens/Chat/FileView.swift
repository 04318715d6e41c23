import KnockKit
import SwiftUI

/// A file in a bubble: a picture, or its name with what can be done. A stranger's file is fetched only by a tap, since
/// that shows its server the phone's address.
struct FileView: View {
    let file: AttachedFile
    let transfer: Transfer?
    let picture: () async -> Data?
    /// Fetches it where it is not here yet, and shows it.
    let open: () -> Void
    @State private var image: UIImage?

    var body: some View {
        Button(action: open) {
            if let image {
                Image(uiImage: image)
                    .resizable()
                    .scaledToFit()
                    .clipShape(.rect(cornerRadius: 10))
                    .frame(maxWidth: 260, maxHeight: 320)
            } else if file.isPicture, let blurhash = file.blurhash {
                blur(blurhash)
            } else {
                row
            }
        }
        .buttonStyle(.plain)
        .accessibilityLabel("chat_file_open \(file.name ?? file.mime)")
        .task(id: file.isHere) {
            guard image == nil, file.isPicture, let data = await picture() else { return }
            image = UIImage(data: data)
        }
    }

    /// What it will look like, and that a tap fetches it.
    private func blur(_ blurhash: String) -> some View {
        BlurImage(blurhash: blurhash)
            .aspectRatio(file.aspectRatio ?? 1, contentMode: .fit)
            .clipShape(.rect(cornerRadius: 10))
            .frame(maxWidth: 260, maxHeight: 320)
            .overlay {
                row.padding(.horizontal, 10).background(.regularMaterial, in: .rect(cornerRadius: 14))
                    .padding(8)
            }
    }

    private var row: some View {
        HStack(spacing: 10) {
            if transfer == nil {
                Image(systemName: file.isPicture ? "photo" : "doc").font(.title).accessibilityHidden(true)
            } else {
                TransferView(transfer: transfer)
            }
            VStack(alignment: .leading, spacing: 1) {
                Text(verbatim: file.name ?? file.mime).lineLimit(2)
                HStack(spacing: 4) {
                    if let size = file.size { Text(verbatim: size) }
                    if !file.isHere { Text("chat_file_on \(file.host)") }
                }
                .font(.caption)
            }
        }
        .padding(.vertical, 4)
    }
}

/// How far a file has come: a line that fills, or a wheel where the whole is not known.
struct TransferView: View {
    let transfer: Transfer?

    var body: some View {
        if let fraction = transfer?.fraction {
            ProgressView(value: fraction).frame(width: 60)
        } else {
            ProgressView()
        }
    }
}
