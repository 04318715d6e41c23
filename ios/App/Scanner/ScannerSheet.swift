import PhotosUI
import SwiftUI

/// Scans a code with the camera, or reads it from a picture.
struct ScannerSheet: View {
    let found: (String) -> Void
    let foundNoCode: () -> Void
    @Environment(\.dismiss) private var dismiss
    @Environment(\.openURL) private var openURL
    @State private var access: CameraAccess?
    @State private var picture: PhotosPickerItem?
    /// The camera sees a code many times before the sheet is gone.
    @State private var isDone = false

    var body: some View {
        NavigationStack {
            camera
                .safeAreaInset(edge: .bottom) {
                    PhotosPicker(selection: $picture, matching: .images) {
                        Label("scan_from_picture", systemImage: "photo")
                    }
                    .buttonStyle(.bordered)
                    .padding()
                }
                .navigationTitle("scan_title")
                .navigationBarTitleDisplayMode(.inline)
                .toolbar {
                    ToolbarItem(placement: .cancellationAction) {
                        Button("action_cancel") { dismiss() }
                    }
                }
        }
        .task { access = await CameraAccess.ask() }
        .onChange(of: picture) { _, picture in
            guard let picture else { return }
            Task { await read(picture) }
        }
    }

    @ViewBuilder private var camera: some View {
        switch access {
        case nil: ProgressView()
        case .allowed: CodeScanner { finish($0) }.ignoresSafeArea().accessibilityLabel("scan_camera")
        case .refused:
            ContentUnavailableView {
                Label("scan_refused", systemImage: "camera")
            } description: {
                Text("scan_refused_hint")
            } actions: {
                Button("action_open_settings") {
                    if let url = URL(string: UIApplication.openSettingsURLString) { openURL(url) }
                }
            }
        case .missing:
            ContentUnavailableView("scan_no_camera", systemImage: "camera")
        }
    }

    private func read(_ item: PhotosPickerItem) async {
        let data = try? await item.loadTransferable(type: Data.self)
        guard let data, let code = await PictureCode.find(in: data) else {
            dismiss()
            return foundNoCode()
        }
        finish(code)
    }

    private func finish(_ code: String) {
        guard !isDone else { return }
        isDone = true
        dismiss()
        found(code)
    }
}
