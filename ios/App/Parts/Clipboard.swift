import UIKit
import UniformTypeIdentifiers

/// What is copied out of the app.
@MainActor
enum Clipboard {
    static func copy(_ text: String) {
        UIPasteboard.general.string = text
    }

    /// A secret stays on this device and is gone after a minute.
    static func copySecret(_ text: String) {
        UIPasteboard.general.setItems(
            [[UTType.plainText.identifier: text]],
            options: [.localOnly: true, .expirationDate: Date(timeIntervalSinceNow: 60)])
    }
}
