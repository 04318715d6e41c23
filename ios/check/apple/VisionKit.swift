// As much of VisionKit as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Vision
public enum RecognizedItem: Sendable {
    public struct Barcode: Sendable { public var payloadStringValue: String? }
    public struct Text: Sendable {}
    case text(Text), barcode(Barcode)
}
@MainActor public protocol DataScannerViewControllerDelegate: AnyObject {
    func dataScanner(
        _ dataScanner: DataScannerViewController, didAdd addedItems: [RecognizedItem],
        allItems: [RecognizedItem])
}
@MainActor public final class DataScannerViewController: UIViewController {
    public enum QualityLevel: Sendable { case balanced }
    public struct RecognizedDataType: Hashable, Sendable {
        public static func barcode(symbologies: [VNBarcodeSymbology]) -> Self { Self() }
    }
    public static var isSupported: Bool { true }
    public static var isAvailable: Bool { true }
    public init(
        recognizedDataTypes: Set<RecognizedDataType>, qualityLevel: QualityLevel = .balanced,
        recognizesMultipleItems: Bool = false, isHighFrameRateTrackingEnabled: Bool = true,
        isPinchToZoomEnabled: Bool = true, isGuidanceEnabled: Bool = true, isHighlightingEnabled: Bool = false
    ) { super.init(nibName: nil, bundle: nil) }
    public required init?(coder: NSCoder) { nil }
    public weak var delegate: (any DataScannerViewControllerDelegate)?
    public var isScanning = false
    public func startScanning() throws {}
    public func stopScanning() {}
}
