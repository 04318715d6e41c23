// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Observation
public struct HStack<C: View>: PrimitiveView {
    public init(alignment: VerticalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> C)
    {}
}
public struct VStack<C: View>: PrimitiveView {
    public init(
        alignment: HorizontalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> C
    ) {}
}
public struct LazyVStack<C: View>: PrimitiveView {
    public init(
        alignment: HorizontalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> C
    ) {}
}
public struct GridItem: Sendable {
    public enum Size: Sendable { case adaptive(minimum: Double, maximum: Double = 1) }
    public init(_ s: Size, spacing: Double? = nil, alignment: Alignment? = nil) {}
}
extension Alignment: @unchecked Sendable {}
public struct LazyVGrid<C: View>: PrimitiveView {
    public init(
        columns: [GridItem], alignment: HorizontalAlignment = .center, spacing: Double? = nil,
        @ViewBuilder content: () -> C
    ) {}
}
public struct Group<C: View>: PrimitiveView { public init(@ViewBuilder content: () -> C) {} }
public struct Form<C: View>: PrimitiveView { public init(@ViewBuilder content: () -> C) {} }
public struct ScrollView<C: View>: PrimitiveView {
    public init(_ a: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> C) {}
}
public struct ViewThatFits<C: View>: PrimitiveView {
    public init(in a: Axis.Set = .vertical, @ViewBuilder content: () -> C) {}
}
public struct List<C: View>: PrimitiveView {
    public init(@ViewBuilder content: () -> C) {}
    public init<D: RandomAccessCollection, R: View>(
        _ d: D, @ViewBuilder rowContent: @escaping (D.Element) -> R
    ) where D.Element: Identifiable, C == ForEach<D, D.Element.ID, R> {}
}
public struct ForEach<D: RandomAccessCollection, ID: Hashable, C>: PrimitiveView {}
extension ForEach where D.Element: Identifiable, ID == D.Element.ID, C: View {
    public init(_ d: D, @ViewBuilder content: @escaping (D.Element) -> C) {}
}
extension ForEach where C: View {
    public init(_ d: D, id: KeyPath<D.Element, ID>, @ViewBuilder content: @escaping (D.Element) -> C) {}
    public func onDelete(perform: ((IndexSet) -> Void)?) -> some View { self }
}
public struct Section<P: View, C: View, F: View>: PrimitiveView {}
extension Section {
    public init(@ViewBuilder content: () -> C, @ViewBuilder header: () -> P, @ViewBuilder footer: () -> F) {}
}
extension Section where P == EmptyView {
    public init(@ViewBuilder content: () -> C, @ViewBuilder footer: () -> F) {}
}
extension Section where F == EmptyView {
    public init(@ViewBuilder content: () -> C, @ViewBuilder header: () -> P) {}
}
extension Section where P == EmptyView, F == EmptyView { public init(@ViewBuilder content: () -> C) {} }
extension Section where P == Text, F == EmptyView {
    public init(_ k: LocalizedStringKey, @ViewBuilder content: () -> C) {}
}
public struct Spacer: PrimitiveView { public init(minLength: Double? = nil) {} }
public struct Divider: PrimitiveView { public init() {} }
