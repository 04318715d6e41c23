// As much of Vision as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public struct VNBarcodeSymbology: Sendable { public static let qr = Self() }
public class VNBarcodeObservation: NSObject { public var payloadStringValue: String? }
public class VNRequest: NSObject {}
public class VNDetectBarcodesRequest: VNRequest {
    public var symbologies: [VNBarcodeSymbology] = []
    public var results: [VNBarcodeObservation]?
}
public class VNImageRequestHandler: NSObject {
    public init(data: Data, options: [String: Any] = [:]) {}
    public func perform(_ r: [VNRequest]) throws {}
}
