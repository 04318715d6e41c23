@preconcurrency import AVFoundation

/// Whether the camera may be used.
enum CameraAccess {
    case allowed
    case refused
    /// There is none.
    case missing

    static func ask() async -> CameraAccess {
        guard AVCaptureDevice.default(for: .video) != nil else { return .missing }
        return await AVCaptureDevice.requestAccess(for: .video) ? .allowed : .refused
    }
}
