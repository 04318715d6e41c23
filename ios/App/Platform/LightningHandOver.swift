import UIKit

/// Hands an invoice to another app that pays it.
@MainActor
enum LightningHandOver {
    /// Opens the wallet; false where none took the link. The way back is the system's own "back to Knock"; the wallet
    /// tells us nothing, so the chat asks whether it was paid.
    static func open(_ payUri: String) async -> Bool {
        guard let url = URL(string: payUri), url.scheme?.lowercased() == "lightning" else { return false }
        return await UIApplication.shared.open(url)
    }
}
