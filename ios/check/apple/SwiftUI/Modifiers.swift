// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import UniformTypeIdentifiers
import Observation
extension View {
    public func clipShape<S: Shape>(_ s: S) -> some View { self }
    public func fileImporter(
        isPresented: Binding<Bool>, allowedContentTypes: [UTType],
        onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> some View { self }
    public func fileMover(
        isPresented: Binding<Bool>, file: URL?, onCompletion: @escaping (Result<URL, any Error>) -> Void,
        onCancellation: @escaping () -> Void
    ) -> some View { self }
    public func font(_ f: Font?) -> some View { self }
    public func foregroundStyle<S: ShapeStyle>(_ s: S) -> some View { self }
    public func tint(_ c: Color?) -> some View { self }
    public func tint<S: ShapeStyle>(_ s: S?) -> some View { self }
    public func padding(_ e: Edge.Set = .all, _ d: Double? = nil) -> some View { self }
    public func padding(_ d: Double) -> some View { self }
    public func frame(width: Double? = nil, height: Double? = nil, alignment: Alignment = .center)
        -> some View
    { self }
    public func frame(
        minWidth: Double? = nil, idealWidth: Double? = nil, maxWidth: Double? = nil, minHeight: Double? = nil,
        idealHeight: Double? = nil, maxHeight: Double? = nil, alignment: Alignment = .center
    ) -> some View { self }
    public func background<S: ShapeStyle, T: Shape>(_ s: S, in t: T) -> some View { self }
    public func background<S: ShapeStyle>(_ s: S) -> some View { self }
    public func id<ID: Hashable>(_ id: ID) -> some View { self }
    public func aspectRatio(_ r: Double?, contentMode: ContentMode) -> some View { self }
    public func overlay<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
        self
    }
    public func lineLimit(_ n: Int?) -> some View { self }
    public func lineLimit(_ n: ClosedRange<Int>) -> some View { self }
    public func accessibilityHidden(_ b: Bool) -> some View { self }
    public func accessibilityLabel(_ k: LocalizedStringKey) -> some View { self }
    public func accessibilityLabel(_ k: Text) -> some View { self }
    public func accessibilityValue(_ k: Text) -> some View { self }
    public func accessibilityHint(_ k: LocalizedStringKey) -> some View { self }
    public func accessibilityAddTraits(_ t: AccessibilityTraits) -> some View { self }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { self }
    public func accessibilityActions<C: View>(@ViewBuilder _ c: () -> C) -> some View { self }
    public func safeAreaInset<V: View>(
        edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: Double? = nil,
        @ViewBuilder content: () -> V
    ) -> some View { self }
    public func onChange<V: Equatable>(of v: V, initial: Bool = false, _ a: @escaping (V, V) -> Void)
        -> some View
    { self }
    public func onChange<V: Equatable>(of v: V, initial: Bool = false, _ a: @escaping () -> Void) -> some View
    {
        self
    }
    public func task(
        priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ a: @escaping @Sendable () async -> Void
    ) -> some View { self }
    public func task<T: Equatable>(
        id: T, priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ a: @escaping @Sendable () async -> Void
    ) -> some View { self }
    public func onAppear(perform: (() -> Void)? = nil) -> some View { self }
    public func onDisappear(perform: (() -> Void)? = nil) -> some View { self }
    public func onOpenURL(perform: @escaping (URL) -> Void) -> some View { self }
    public func environment<O: AnyObject & Observable>(_ o: O?) -> some View { self }
    public func environment<V>(_ k: WritableKeyPath<EnvironmentValues, V>, _ v: V) -> some View { self }
    public func sheet<I: Identifiable, C: View>(
        item: Binding<I?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (I) -> C
    ) -> some View { self }
    public func sheet<C: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> C
    ) -> some View { self }
    public func alert<A: View, M: View>(
        _ k: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A,
        @ViewBuilder message: () -> M
    ) -> some View { self }
    public func confirmationDialog<A: View, M: View>(
        _ k: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
    ) -> some View { self }
    public func confirmationDialog<A: View, M: View, T>(
        _ k: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        presenting: T?, @ViewBuilder actions: (T) -> A, @ViewBuilder message: (T) -> M
    ) -> some View { self }
    public func swipeActions<T: View>(
        edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> T
    ) -> some View { self }
    public func contextMenu<C: View>(@ViewBuilder menuItems: () -> C) -> some View { self }
    public func listStyle<S: ListStyle>(_ s: S) -> some View { self }
    public func buttonStyle<S: ButtonStyle>(_ s: S) -> some View { self }
    public func labelStyle<S: LabelStyle>(_ s: S) -> some View { self }
    public func textSelection<S: TextSelectability>(_ s: S) -> some View { self }
    public func controlSize(_ c: ControlSize) -> some View { self }
    public func disabled(_ b: Bool) -> some View { self }
    public func opacity(_ d: Double) -> some View { self }
    public func badge(_ n: Int) -> some View { self }
    public func tag<V: Hashable>(_ v: V) -> some View { self }
    public func tabItem<V: View>(@ViewBuilder _ l: () -> V) -> some View { self }
    public func navigationTitle(_ k: LocalizedStringKey) -> some View { self }
    public func navigationTitle(_ k: Text) -> some View { self }
    public func navigationBarTitleDisplayMode(_ m: TitleDisplayMode) -> some View { self }
    public func navigationBarBackButtonHidden(_ b: Bool = true) -> some View { self }
    public func navigationDestination<D: Hashable, C: View>(
        for d: D.Type, @ViewBuilder destination: @escaping (D) -> C
    ) -> some View { self }
    public func toolbar<C: ToolbarContent>(@ToolbarContentBuilder content: () -> C) -> some View { self }
    public func toolbar<C: View>(@ViewBuilder content: () -> C) -> some View { self }
    public func searchable(
        text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: LocalizedStringKey
    ) -> some View { self }
    public func searchable(
        text: Binding<String>, isPresented: Binding<Bool>, placement: SearchFieldPlacement = .automatic,
        prompt: LocalizedStringKey
    ) -> some View { self }
    public func refreshable(action: @escaping @Sendable () async -> Void) -> some View { self }
    public func autocorrectionDisabled(_ b: Bool = true) -> some View { self }
    public func textInputAutocapitalization(_ t: TextInputAutocapitalization?) -> some View { self }
    public func keyboardType(_ t: UIKeyboardType) -> some View { self }
    public func textContentType(_ t: UITextContentType?) -> some View { self }
    public func focused(_ b: FocusState<Bool>.Binding) -> some View { self }
    public func keyboardShortcut(_ k: KeyEquivalent, modifiers: EventModifiers = .command) -> some View {
        self
    }
    public func multilineTextAlignment(_ t: TextAlignment) -> some View { self }
    public func truncationMode(_ m: TruncationMode) -> some View { self }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    public func fontWeight(_ w: Font.Weight?) -> some View { self }
    public func scaledToFit() -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func scrollTargetLayout(isEnabled: Bool = true) -> some View { self }
    public func scrollPosition(id: Binding<(some Hashable)?>, anchor: UnitPoint? = nil) -> some View { self }
    public func defaultScrollAnchor(_ a: UnitPoint?) -> some View { self }
    public func scrollDismissesKeyboard(_ m: ScrollDismissesKeyboardMode) -> some View { self }
    public func presentationDetents(_ d: Set<PresentationDetent>) -> some View { self }
    public func presentationDragIndicator(_ v: Visibility) -> some View { self }
}
public enum TruncationMode { case middle }
public enum ContentMode { case fit, fill }
