import SwiftUI

/// A QR code. Dark on light also in dark mode: not every camera reads it the other way round.
struct CodeImage: View {
    let png: Data
    let label: LocalizedStringKey

    var body: some View {
        if let image = UIImage(data: png) {
            Image(uiImage: image)
                .interpolation(.none)
                .resizable()
                .scaledToFit()
                .padding(12)
                .background(.white, in: .rect(cornerRadius: 16))
                .frame(maxWidth: 320)
                .accessibilityLabel(label)
        }
    }
}
