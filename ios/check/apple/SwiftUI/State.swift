// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Observation
public protocol DynamicProperty {}
@propertyWrapper public struct State<V>: DynamicProperty {
    public init(wrappedValue: V) {}
    public init(initialValue: V) {}
    public var wrappedValue: V {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<V> { fatalError() }
}
extension State where V: ExpressibleByNilLiteral { public init() {} }
@dynamicMemberLookup @propertyWrapper public struct Binding<Value> {
    public init(
        get: @escaping @isolated(any) @Sendable () -> Value,
        set: @escaping @isolated(any) @Sendable (Value) -> Void
    ) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<S>(dynamicMember k: WritableKeyPath<Value, S>) -> Binding<S> { fatalError() }
    public static func constant(_ v: Value) -> Binding<Value> { fatalError() }
}
extension Binding: @unchecked Sendable where Value: Sendable {}
@dynamicMemberLookup @propertyWrapper public struct Bindable<Value> {
    public init(wrappedValue: Value) where Value: AnyObject & Observable {}
    public var wrappedValue: Value {
        get { fatalError() }
        set {}
    }
    public var projectedValue: Bindable<Value> { self }
    public subscript<S>(dynamicMember k: ReferenceWritableKeyPath<Value, S>) -> Binding<S> { fatalError() }
}
extension State {
    public subscript<S>(dynamicMember k: ReferenceWritableKeyPath<V, S>) -> Binding<S> { fatalError() }
}
extension Binding where Value: AnyObject {
    public subscript<S>(dynamicMember k: ReferenceWritableKeyPath<Value, S>) -> Binding<S> { fatalError() }
}
public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}
public struct EnvironmentValues {
    public subscript<K: EnvironmentKey>(k: K.Type) -> K.Value {
        get { K.defaultValue }
        set {}
    }
    public var scenePhase: ScenePhase { .active }
    public var dismiss: DismissAction { fatalError() }
    public var openURL: OpenURLAction { fatalError() }
}
@MainActor public struct DismissAction { public func callAsFunction() {} }
@MainActor public struct OpenURLAction { public func callAsFunction(_ u: URL) {} }
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }
@propertyWrapper public struct Environment<V>: DynamicProperty {
    public init(_ k: KeyPath<EnvironmentValues, V>) {}
    public init(_ t: V.Type) where V: AnyObject & Observable {}
    public var wrappedValue: V { fatalError() }
}
@propertyWrapper public struct FocusState<V: Hashable> {
    public init() where V == Bool {}
    public var wrappedValue: V {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding { fatalError() }
    public struct Binding {}
}
@propertyWrapper public struct ScaledMetric<V: BinaryFloatingPoint> {
    public init(wrappedValue: V, relativeTo: Font.TextStyle) {}
    public var wrappedValue: V { fatalError() }
}
