import KnockKit
import SwiftUI
import UIKit
import UniformTypeIdentifiers

/// Takes the comment of a knock that another app shares, a wallet's for instance, and says what became of it.
final class ShareViewController: UIViewController {
    override func viewDidLoad() {
        super.viewDidLoad()
        let host = UIHostingController(
            rootView: ShareView(text: { [weak self] in await self?.sharedText() }) { [weak self] in
                self?.extensionContext?.completeRequest(returningItems: nil)
            })
        addChild(host)
        host.view.frame = view.bounds
        host.view.autoresizingMask = [.flexibleWidth, .flexibleHeight]
        view.addSubview(host.view)
        host.didMove(toParent: self)
    }

    /// All texts that were shared, as one.
    private func sharedText() async -> String? {
        let items = extensionContext?.inputItems.compactMap { $0 as? NSExtensionItem } ?? []
        var texts: [String] = []
        for provider in items.flatMap({ $0.attachments ?? [] }) {
            if let text = await provider.text() { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}

extension NSItemProvider {
    fileprivate func text() async -> String? {
        guard canLoadObject(ofClass: NSString.self) else { return nil }
        return await withCheckedContinuation { continuation in
            _ = loadObject(ofClass: NSString.self) { text, _ in
                continuation.resume(returning: text as? String)
            }
        }
    }
}
