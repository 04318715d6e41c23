// As much of CoreImage as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public let CIDetectorAccuracy = "", CIDetectorAccuracyHigh = "", CIDetectorTypeQRCode = ""
public class CIContext {}
public class CIFeature: NSObject {}
public class CIQRCodeFeature: CIFeature { public var messageString: String? }
public class CIImage: NSObject {
    public init?(data: Data) { nil }
    public func applyingFilter(_ n: String) -> CIImage { self }
}
public class CIDetector: NSObject {
    public init?(ofType: String, context: CIContext?, options: [String: Any]? = nil) { nil }
    public func features(in i: CIImage) -> [CIFeature] { [] }
}
