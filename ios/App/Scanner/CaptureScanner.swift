@preconcurrency import AVFoundation
import SwiftUI
import UIKit

/// The scanner for devices without VisionKit's: AVFoundation finds QR codes by itself.
struct CaptureScanner: UIViewControllerRepresentable {
    let found: (String) -> Void

    func makeUIViewController(context: Context) -> CaptureViewController {
        CaptureViewController(found: found)
    }

    func updateUIViewController(_ controller: CaptureViewController, context: Context) {
        controller.found = found
    }
}

final class CaptureViewController: UIViewController, AVCaptureMetadataOutputObjectsDelegate {
    var found: (String) -> Void
    private let session = AVCaptureSession()
    /// Starting and stopping block, and must not do so on the main thread.
    private let queue = DispatchQueue(label: "app.knock.scanner")
    private lazy var preview = AVCaptureVideoPreviewLayer(session: session)

    init(found: @escaping (String) -> Void) {
        self.found = found
        super.init(nibName: nil, bundle: nil)
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) {
        nil
    }

    override func viewDidLoad() {
        super.viewDidLoad()
        view.backgroundColor = .black
        preview.videoGravity = .resizeAspectFill
        view.layer.addSublayer(preview)
        connect()
    }

    override func viewDidLayoutSubviews() {
        super.viewDidLayoutSubviews()
        preview.frame = view.bounds
    }

    override func viewWillAppear(_ animated: Bool) {
        super.viewWillAppear(animated)
        queue.async { [session] in session.startRunning() }
    }

    override func viewDidDisappear(_ animated: Bool) {
        super.viewDidDisappear(animated)
        queue.async { [session] in session.stopRunning() }
    }

    private func connect() {
        let output = AVCaptureMetadataOutput()
        guard let camera = AVCaptureDevice.default(for: .video),
            let input = try? AVCaptureDeviceInput(device: camera),
            session.canAddInput(input), session.canAddOutput(output)
        else { return }
        session.addInput(input)
        session.addOutput(output)
        output.setMetadataObjectsDelegate(self, queue: .main)
        if output.availableMetadataObjectTypes.contains(.qr) { output.metadataObjectTypes = [.qr] }
    }

    // Called on the main queue, as asked for above.
    nonisolated func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput metadataObjects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        let codes = metadataObjects.compactMap { ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }
        guard let text = codes.first else { return }
        MainActor.assumeIsolated { found(text) }
    }
}
