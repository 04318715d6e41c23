import CoreGraphics
import KnockKit
import SwiftUI

/// What a picture looks like from afar (blurhash), until it is here.
struct BlurImage: View {
    let blurhash: String
    @State private var image: CGImage?

    var body: some View {
        Group {
            if let image {
                Image(decorative: image, scale: 1).resizable().interpolation(.high)
            } else {
                Rectangle().fill(.quaternary)
            }
        }
        .task(id: blurhash) { image = await Self.draw(blurhash) }
    }

    /// A few pixels are enough: they are drawn smoothly over the whole of it.
    private nonisolated static func draw(_ blurhash: String) async -> CGImage? {
        let side = 32
        guard let pixels = try? blurredPixels(blurhash, width: UInt32(side), height: UInt32(side)),
            let provider = CGDataProvider(data: pixels as CFData)
        else { return nil }
        return CGImage(
            width: side, height: side, bitsPerComponent: 8, bitsPerPixel: 32, bytesPerRow: 4 * side,
            space: CGColorSpaceCreateDeviceRGB(),
            bitmapInfo: CGBitmapInfo(rawValue: CGImageAlphaInfo.noneSkipLast.rawValue), provider: provider,
            decode: nil, shouldInterpolate: true, intent: .defaultIntent)
    }
}
