// As much of UIKit as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
@MainActor open class UIResponder: NSObject { public override nonisolated init() { super.init() } }
@MainActor open class UIView: UIResponder {
    public var frame: CGRect = .zero
    public var bounds: CGRect = .zero
    public struct AutoresizingMask: OptionSet, Sendable {
        public let rawValue: UInt
        public init(rawValue: UInt) { self.rawValue = rawValue }
        public static let flexibleWidth = Self(rawValue: 1)
        public static let flexibleHeight = Self(rawValue: 2)
    }
    public var autoresizingMask: AutoresizingMask = []
    public var backgroundColor: UIColor?
    public func addSubview(_ v: UIView) {}
    @discardableResult public func endEditing(_ f: Bool) -> Bool { true }
    public let layer = CALayer()
    public var isHidden = false
}
open class CALayer: NSObject {
    public var frame: CGRect = .zero
    public func addSublayer(_ l: CALayer) {}
}
public final class UIColor: NSObject, @unchecked Sendable {
    public static let black = UIColor()
    public static let secondarySystemBackground = UIColor()
    public static let tertiarySystemBackground = UIColor()
    public static let systemBackground = UIColor()
}
@MainActor open class UIViewController: UIResponder {
    public nonisolated init(nibName: String?, bundle: Bundle?) { super.init() }
    public required init?(coder: NSCoder) { nil }
    public var view: UIView! = UIView()
    open func viewDidLoad() {}
    open func viewDidLayoutSubviews() {}
    open func viewWillAppear(_ a: Bool) {}
    open func viewDidDisappear(_ a: Bool) {}
    public func addChild(_ c: UIViewController) {}
    public func didMove(toParent: UIViewController?) {}
    public var extensionContext: NSExtensionContext?
}
public class NSExtensionContext: NSObject {
    public var inputItems: [Any] = []
    public func completeRequest(returningItems: [Any]?, completionHandler: ((Bool) -> Void)? = nil) {}
}
public class NSExtensionItem: NSObject { public var attachments: [NSItemProvider]? }
public class NSItemProvider: NSObject, @unchecked Sendable {
    public func canLoadObject(ofClass: AnyClass) -> Bool { true }
    public func loadObject(
        ofClass: AnyClass, completionHandler: @escaping @Sendable (Any?, (any Error)?) -> Void
    ) -> Progress { Progress(totalUnitCount: 1) }
}
@MainActor open class UIScene: UIResponder {}
@MainActor public final class UIWindowScene: UIScene { public var windows: [UIWindow] = [] }
@MainActor public final class UIWindow: UIView {
    public init(windowScene: UIWindowScene) {}
    public struct Level: Sendable {
        public static let alert = Level()
        public static func + (a: Level, b: Int) -> Level { a }
    }
    public var windowLevel = Level()
    public var rootViewController: UIViewController?
}
public struct UIBackgroundTaskIdentifier: Equatable, Sendable {
    public static let invalid = UIBackgroundTaskIdentifier()
}
@MainActor public final class UIApplication: UIResponder {
    public static let shared = UIApplication()
    public nonisolated static let openSettingsURLString = ""
    public func open(_ u: URL, options: [String: Any] = [:]) async -> Bool { true }
    public var connectedScenes: Set<UIScene> = []
    public func beginBackgroundTask(expirationHandler: (@MainActor @Sendable () -> Void)? = nil)
        -> UIBackgroundTaskIdentifier
    { .invalid }
    public func endBackgroundTask(_ i: UIBackgroundTaskIdentifier) {}
    public struct LaunchOptionsKey: Hashable, Sendable {}
}
@MainActor public protocol UIApplicationDelegate: NSObjectProtocol {
    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool
}
@MainActor public final class UIPasteboard: NSObject {
    public static let general = UIPasteboard()
    public var string: String?
    public struct OptionsKey: Hashable, Sendable {
        public static let localOnly = Self()
        public static let expirationDate = Self()
    }
    public func setItems(_ i: [[String: Any]], options: [OptionsKey: Any] = [:]) {}
}
public final class UIImage: NSObject, @unchecked Sendable { public init?(data: Data) { nil } }
public enum UIKeyboardType: Sendable { case URL, emailAddress, numberPad, asciiCapable }
public struct UITextContentType: Sendable {
    public static let name = Self()
    public static let password = Self()
    public static let newPassword = Self()
}
