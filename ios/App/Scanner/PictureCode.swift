import CoreImage
import Foundation
import Vision

/// Finds a QR code in a picture from the photo library.
enum PictureCode {
    /// The code's text; nothing where the picture has none.
    static func find(in data: Data) async -> String? {
        await Task.detached(priority: .userInitiated) { byVision(data) ?? byCoreImage(data) }.value
    }

    private static func byVision(_ data: Data) -> String? {
        let request = VNDetectBarcodesRequest()
        request.symbologies = [.qr]
        try? VNImageRequestHandler(data: data).perform([request])
        return request.results?.compactMap(\.payloadStringValue).first
    }

    /// Finds some codes that Vision does not: inverted ones, and those of screenshots without a margin.
    private static func byCoreImage(_ data: Data) -> String? {
        guard let image = CIImage(data: data) else { return nil }
        let options = [CIDetectorAccuracy: CIDetectorAccuracyHigh]
        let detector = CIDetector(ofType: CIDetectorTypeQRCode, context: nil, options: options)
        let codes = [image, image.applyingFilter("CIColorInvert")].lazy
            .flatMap { detector?.features(in: $0) ?? [] }
            .compactMap { ($0 as? CIQRCodeFeature)?.messageString }
        return codes.first
    }
}
