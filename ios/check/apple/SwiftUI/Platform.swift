// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Observation
@MainActor public protocol UIViewControllerRepresentable: View where Body == Never {
    associatedtype VC: UIViewController
    associatedtype Coordinator = Void
    func makeUIViewController(context: Context) -> VC
    func updateUIViewController(_ c: VC, context: Context)
    static func dismantleUIViewController(_ c: VC, coordinator: Coordinator)
    func makeCoordinator() -> Coordinator
    typealias Context = RepresentableContext<Self>
}
extension UIViewControllerRepresentable {
    public var body: Never { fatalError() }
    public static func dismantleUIViewController(_ c: VC, coordinator: Coordinator) {}
}
extension UIViewControllerRepresentable where Coordinator == Void { public func makeCoordinator() {} }
@MainActor public struct RepresentableContext<R: UIViewControllerRepresentable> {
    public var coordinator: R.Coordinator { fatalError() }
}
@MainActor public final class UIHostingController<C: View>: UIViewController {
    public init(rootView: C) { super.init(nibName: nil, bundle: nil) }
    public required init?(coder: NSCoder) { nil }
}
@MainActor public protocol ToolbarContent {}
public struct ToolbarItemPlacement {
    public static let topBarTrailing = Self(), principal = Self(), cancellationAction = Self(),
        confirmationAction = Self()
}
public struct ToolbarItem<C: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement = .principal, @ViewBuilder content: () -> C) {}
}
public struct SomeToolbarContent: ToolbarContent {}
extension Optional: ToolbarContent where Wrapped: ToolbarContent {}
@resultBuilder public struct ToolbarContentBuilder {
    public static func buildExpression<C: ToolbarContent>(_ c: C) -> C { c }
    public static func buildBlock<each C: ToolbarContent>(_ c: repeat each C) -> SomeToolbarContent {
        fatalError()
    }
    public static func buildIf<C: ToolbarContent>(_ c: C?) -> C? { c }
}
