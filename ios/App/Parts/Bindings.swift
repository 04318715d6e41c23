import SwiftUI

extension Binding where Value: OptionalValue & Sendable {
    /// Whether there is something; setting it to false puts it away. What dialogs about one thing are bound to.
    var isPresent: Binding<Bool> {
        Binding<Bool>(
            get: { wrappedValue.isThere },
            set: { if !$0 { wrappedValue = .nothing } })
    }
}

extension Binding where Value: Sendable {
    /// Shows what a model has, and tells it of the user's wish; whether it comes true, the model decides.
    @MainActor
    static func wish(_ value: Value, change: @escaping @MainActor @Sendable (Value) async -> Void) -> Binding
    {
        Binding(get: { value }, set: { wish in Task { await change(wish) } })
    }
}

/// An optional of any type.
protocol OptionalValue {
    var isThere: Bool { get }
    static var nothing: Self { get }
}

extension Optional: OptionalValue {
    var isThere: Bool { self != nil }
    static var nothing: Self { nil }
}
