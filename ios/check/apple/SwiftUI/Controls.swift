// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import CoreGraphics
import UIKit
import Observation
public struct ProgressView: PrimitiveView {
    public init() {}
    public init(_ k: LocalizedStringKey) {}
    public init(value: Double?, total: Double = 1) {}
}
public struct Image: PrimitiveView {
    public init(systemName: String) {}
    public init(uiImage: UIImage) {}
    public init(decorative cgImage: CGImage, scale: Double) {}
    public enum Interpolation { case none, high }
    public func interpolation(_ i: Interpolation) -> Image { self }
    public func resizable() -> Image { self }
}
public struct ButtonRole: Equatable, Sendable { public static let destructive = Self(), cancel = Self() }
public struct Label<T: View, I: View>: PrimitiveView {
    public init(@ViewBuilder title: () -> T, @ViewBuilder icon: () -> I) {}
}
extension Label where T == Text, I == Image {
    public init(_ k: LocalizedStringKey, systemImage: String) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ k: S, systemImage: String) {}
}
public struct Button<L: View>: PrimitiveView {
    public init(role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> L) {}
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> L) {}
}
extension Button where L == Text {
    public init(_ k: LocalizedStringKey, role: ButtonRole?, action: @escaping @MainActor () -> Void) {}
    public init(_ k: LocalizedStringKey, action: @escaping @MainActor () -> Void) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ k: S, action: @escaping @MainActor () -> Void) {}
}
extension Button where L == Label<Text, Image> {
    public init(_ k: LocalizedStringKey, systemImage: String, action: @escaping @MainActor () -> Void) {}
    public init(
        _ k: LocalizedStringKey, systemImage: String, role: ButtonRole?,
        action: @escaping @MainActor () -> Void
    ) {}
}
public struct EditButton: PrimitiveView { public init() {} }
public protocol Transferable: Sendable {}
extension String: Transferable {}
extension Data: Transferable {}
public struct PasteButton: PrimitiveView {
    public init<T: Transferable>(payloadType: T.Type, onPaste: @escaping ([T]) -> Void) {}
}
public struct ShareLink<L: View>: PrimitiveView { public init(item: String, @ViewBuilder label: () -> L) {} }
public struct Menu<L: View, C: View>: PrimitiveView {
    public init(@ViewBuilder content: () -> C, @ViewBuilder label: () -> L) {}
}
extension Menu where L == Label<Text, Image> {
    public init(_ k: LocalizedStringKey, systemImage: String, @ViewBuilder content: () -> C) {}
}
public struct Toggle<L: View>: PrimitiveView {
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> L) {}
}
extension Toggle where L == Text { public init(_ k: LocalizedStringKey, isOn: Binding<Bool>) {} }
public struct Picker<L: View, S: Hashable, C: View>: PrimitiveView {
    public init(selection: Binding<S>, @ViewBuilder content: () -> C, @ViewBuilder label: () -> L) {}
}
extension Picker where L == Text {
    public init(_ k: LocalizedStringKey, selection: Binding<S>, @ViewBuilder content: () -> C) {}
}
public struct TextField: PrimitiveView {
    public init(_ k: LocalizedStringKey, text: Binding<String>) {}
    public init(_ k: LocalizedStringKey, text: Binding<String>, axis: Axis) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, text: Binding<String>) {}
}
public struct SecureField: PrimitiveView { public init(_ k: LocalizedStringKey, text: Binding<String>) {} }
public struct LabeledContent<L: View, C: View>: PrimitiveView {
    public init(@ViewBuilder content: () -> C, @ViewBuilder label: () -> L) {}
}
extension LabeledContent where L == Text {
    public init(_ k: LocalizedStringKey, @ViewBuilder content: () -> C) {}
}
public struct NavigationStack<C: View>: PrimitiveView {
    public init(@ViewBuilder root: () -> C) {}
    public init<E: Hashable>(path: Binding<[E]>, @ViewBuilder root: () -> C) {}
}
public struct NavigationLink<L: View, D: View>: PrimitiveView {
    public init(@ViewBuilder destination: () -> D, @ViewBuilder label: () -> L) {}
}
extension NavigationLink where D == Never {
    public init<P: Hashable>(value: P?, @ViewBuilder label: () -> L) {}
}
public struct TabView<S: Hashable, C: View>: PrimitiveView {
    public init(selection: Binding<S>, @ViewBuilder content: () -> C) {}
}
public struct Tab {}
public struct ContentUnavailableView<L: View, D: View, A: View>: PrimitiveView {
    public init(
        @ViewBuilder label: () -> L, @ViewBuilder description: () -> D = { EmptyView() },
        @ViewBuilder actions: () -> A = { EmptyView() }
    ) {}
}
extension ContentUnavailableView where L == Label<Text, Image>, D == Text?, A == EmptyView {
    public init(_ k: LocalizedStringKey, systemImage: String, description: Text? = nil) {}
}
public struct AccessibilityNotification {
    public struct Announcement {
        public init(_ s: String) {}
        public func post() {}
    }
}
