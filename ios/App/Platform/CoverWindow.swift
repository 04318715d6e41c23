import SwiftUI
import UIKit

/// A window above everything, sheets and keyboards too: the privacy screen and the app lock. A view of the app's own
/// could not cover a sheet, and the system's picture for the app switcher would show it.
@MainActor
final class CoverWindow {
    private var window: UIWindow?

    func show(_ content: some View) {
        let host = UIHostingController(rootView: content)
        if let window {
            window.rootViewController = host
            return
        }
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        guard let scene = scenes.first else { return }
        let window = UIWindow(windowScene: scene)
        window.windowLevel = .alert + 1
        window.rootViewController = host
        window.isHidden = false
        // What was being typed would stay visible above the keyboard, and go on being typed blindly.
        scene.windows.forEach { $0.endEditing(true) }
        self.window = window
    }

    func hide() {
        window?.isHidden = true
        window = nil
    }
}
