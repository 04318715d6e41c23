import SwiftUI
import Vision
import VisionKit

/// The camera's picture; tells each QR code that it sees. VisionKit's scanner where the device has it, ours on the
/// older iPads that do not.
struct CodeScanner: View {
    let found: (String) -> Void

    var body: some View {
        // Not available where a profile restricts the camera.
        if DataScannerViewController.isSupported && DataScannerViewController.isAvailable {
            LiveScanner(found: found)
        } else {
            CaptureScanner(found: found)
        }
    }
}

private struct LiveScanner: UIViewControllerRepresentable {
    let found: (String) -> Void

    func makeUIViewController(context: Context) -> DataScannerViewController {
        let scanner = DataScannerViewController(
            recognizedDataTypes: [.barcode(symbologies: [.qr])],
            qualityLevel: .balanced,
            recognizesMultipleItems: false,
            isHighFrameRateTrackingEnabled: false,
            isHighlightingEnabled: true)
        scanner.delegate = context.coordinator
        return scanner
    }

    func updateUIViewController(_ scanner: DataScannerViewController, context: Context) {
        context.coordinator.found = found
        // Fails where the camera is taken by another app; the view's next update tries again.
        if !scanner.isScanning { try? scanner.startScanning() }
    }

    static func dismantleUIViewController(_ scanner: DataScannerViewController, coordinator: Coordinator) {
        scanner.stopScanning()
    }

    func makeCoordinator() -> Coordinator {
        Coordinator(found: found)
    }

    @MainActor
    final class Coordinator: NSObject, DataScannerViewControllerDelegate {
        var found: (String) -> Void

        init(found: @escaping (String) -> Void) {
            self.found = found
        }

        func dataScanner(
            _ dataScanner: DataScannerViewController, didAdd addedItems: [RecognizedItem],
            allItems: [RecognizedItem]
        ) {
            for case .barcode(let code) in addedItems {
                if let text = code.payloadStringValue { return found(text) }
            }
        }
    }
}
