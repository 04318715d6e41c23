// As much of CoreGraphics as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public final class CGColorSpace {}
public func CGColorSpaceCreateDeviceRGB() -> CGColorSpace { CGColorSpace() }
public typealias CFData = NSData
public final class CGDataProvider { public init?(data: CFData) { nil } }
public enum CGImageAlphaInfo: UInt32 { case none, last = 3, noneSkipLast = 5 }
public struct CGBitmapInfo: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
}
public enum CGColorRenderingIntent { case defaultIntent }
public final class CGImage: @unchecked Sendable {
    public init?(
        width: Int, height: Int, bitsPerComponent: Int, bitsPerPixel: Int, bytesPerRow: Int,
        space: CGColorSpace, bitmapInfo: CGBitmapInfo, provider: CGDataProvider,
        decode: UnsafePointer<Double>?, shouldInterpolate: Bool, intent: CGColorRenderingIntent
    ) { nil }
}
