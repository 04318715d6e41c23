// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import UIKit
@_exported import Observation
@_exported import UniformTypeIdentifiers
@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor var body: Body { get }
}
extension Never: View { public var body: Never { fatalError() } }
public protocol PrimitiveView: View where Body == Never {}
extension PrimitiveView { public var body: Never { fatalError() } }
public struct EmptyView: PrimitiveView { public init() {} }
public struct SomeView: PrimitiveView { public init() {} }
public struct TupleView<T>: PrimitiveView { init(_ t: T) {} }
public struct ConditionalView<A: View, B: View>: PrimitiveView {}
extension Optional: View where Wrapped: View { public var body: Never { fatalError() } }
@resultBuilder public struct ViewBuilder {
    public static func buildExpression<C: View>(_ c: C) -> C { c }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<C: View>(_ c: C) -> C { c }
    public static func buildBlock<each C: View>(_ c: repeat each C) -> TupleView<(repeat each C)> {
        TupleView((repeat each c))
    }
    public static func buildIf<C: View>(_ c: C?) -> C? { c }
    public static func buildEither<A: View, B: View>(first: A) -> ConditionalView<A, B> { ConditionalView() }
    public static func buildEither<A: View, B: View>(second: B) -> ConditionalView<A, B> { ConditionalView() }
    public static func buildLimitedAvailability<C: View>(_ c: C) -> SomeView { SomeView() }
}
@MainActor @preconcurrency public protocol App {
    associatedtype B: Scene
    @SceneBuilder @MainActor var body: B { get }
    @MainActor init()
}
extension App { @MainActor public static func main() {} }
@MainActor public protocol Scene {}
@resultBuilder public struct SceneBuilder { public static func buildBlock<S: Scene>(_ s: S) -> S { s } }
public struct WindowGroup<C: View>: Scene { public init(@ViewBuilder content: () -> C) {} }
public struct BackgroundTask<Q, R> {
    public static func appRefresh(_ i: String) -> BackgroundTask<Void, Void> where Q == Void, R == Void {
        .init()
    }
}
public struct SomeScene: Scene {}
extension Scene {
    public func backgroundTask<D: Sendable, R: Sendable>(
        _ t: BackgroundTask<D, R>, action: @escaping @Sendable (D) async -> R
    ) -> some Scene { SomeScene() }
}
@MainActor @propertyWrapper public struct UIApplicationDelegateAdaptor<D: NSObject & UIApplicationDelegate> {
    public init(_ t: D.Type = D.self) {}
    public var wrappedValue: D { fatalError() }
}
