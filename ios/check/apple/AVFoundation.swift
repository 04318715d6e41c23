// As much of AVFoundation as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
import UIKit
public struct AVMediaType: Sendable { public static let video = Self() }
public class AVCaptureDevice: NSObject {
    public static func `default`(for: AVMediaType) -> AVCaptureDevice? { nil }
    public static func requestAccess(for: AVMediaType) async -> Bool { true }
}
public class AVCaptureInput: NSObject {}
public class AVCaptureOutput: NSObject {}
public class AVCaptureConnection: NSObject {}
public class AVCaptureDeviceInput: AVCaptureInput { public init(device: AVCaptureDevice) throws {} }
public class AVCaptureSession: NSObject {
    public func canAddInput(_ i: AVCaptureInput) -> Bool { true }
    public func canAddOutput(_ o: AVCaptureOutput) -> Bool { true }
    public func addInput(_ i: AVCaptureInput) {}
    public func addOutput(_ o: AVCaptureOutput) {}
    public func startRunning() {}
    public func stopRunning() {}
}
public class AVMetadataObject: NSObject {
    public struct ObjectType: Equatable, Sendable { public static let qr = Self() }
}
public class AVMetadataMachineReadableCodeObject: AVMetadataObject { public var stringValue: String? }
public protocol AVCaptureMetadataOutputObjectsDelegate: NSObjectProtocol {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput: [AVMetadataObject], from: AVCaptureConnection)
}
public class AVCaptureMetadataOutput: AVCaptureOutput {
    public func setMetadataObjectsDelegate(
        _ d: (any AVCaptureMetadataOutputObjectsDelegate)?, queue: DispatchQueue?
    ) {}
    public var availableMetadataObjectTypes: [AVMetadataObject.ObjectType] = []
    public var metadataObjectTypes: [AVMetadataObject.ObjectType]! = []
}
public enum AVLayerVideoGravity { case resizeAspectFill }
public class AVCaptureVideoPreviewLayer: CALayer {
    public init(session: AVCaptureSession) {}
    public var videoGravity = AVLayerVideoGravity.resizeAspectFill
}
