// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Observation
public struct LocalizedStringKey: ExpressibleByStringInterpolation, Equatable {
    public init(stringLiteral: String) {}
    public init(stringInterpolation: StringInterpolation) {}
    public struct StringInterpolation: StringInterpolationProtocol {
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ s: String) {}
        public mutating func appendInterpolation(_ s: String) {}
        public mutating func appendInterpolation(_ s: Int) {}
    }
}
public struct Text: PrimitiveView, Equatable {
    public init(_ k: LocalizedStringKey) {}
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S) {}
    public init(verbatim: String) {}
    public init<F: FormatStyle>(_ v: F.FormatInput, format: F)
    where F.FormatInput: Equatable, F.FormatOutput == String {}
    public func font(_ f: Font?) -> Text { self }
    public func fontWeight(_ w: Font.Weight?) -> Text { self }
    public func foregroundStyle<S: ShapeStyle>(_ s: S) -> Text { self }
    public func bold() -> Text { self }
}
public struct Font: Sendable {
    public enum TextStyle: Sendable { case body, largeTitle }
    public struct Weight: Sendable { public static let medium = Self(), semibold = Self(), regular = Self() }
    public static let largeTitle = Font(), title = Font(), headline = Font(), body = Font(), callout = Font(),
        subheadline = Font(), footnote = Font(), caption = Font()
    public func weight(_ w: Weight) -> Font { self }
    public func bold() -> Font { self }
    public func monospaced() -> Font { self }
}
public protocol ShapeStyle: Sendable {}
public struct AnyShapeStyle: ShapeStyle { public init<S: ShapeStyle>(_ s: S) {} }
public struct TintShapeStyle: ShapeStyle { public init() {} }
public struct Material: ShapeStyle {}
public struct HierarchicalShapeStyle: ShapeStyle {}
public struct Color: ShapeStyle, PrimitiveView {
    public init(_ u: UIColor) {}
    public init(_ name: String) {}
    public static let clear = Color(.black), white = Color(.black), red = Color(.black),
        orange = Color(.black), accentColor = Color(.black)
}
extension ShapeStyle where Self == Color {
    public static var clear: Color { .init(.black) }
    public static var white: Color { .init(.black) }
    public static var red: Color { .init(.black) }
    public static var orange: Color { .init(.black) }
}
extension ShapeStyle where Self == TintShapeStyle { public static var tint: TintShapeStyle { .init() } }
extension ShapeStyle where Self == HierarchicalShapeStyle {
    public static var primary: Self { .init() }
    public static var secondary: Self { .init() }
    public static var quaternary: Self { .init() }
}
extension ShapeStyle where Self == Material {
    public static var regularMaterial: Material { .init() }
    public static var bar: Material { .init() }
}
extension ShapeStyle { public func opacity(_ d: Double) -> some ShapeStyle { AnyShapeStyle(self) } }
@MainActor public protocol Shape: View {}
public struct Circle: Shape, PrimitiveView { public init() {} }
public struct Rectangle: Shape, PrimitiveView { public init() {} }
public struct Capsule: Shape, PrimitiveView { public init() {} }
public struct RoundedRectangle: Shape, PrimitiveView {}
extension Shape where Self == Circle { public static var circle: Circle { .init() } }
extension Shape where Self == Capsule { public static var capsule: Capsule { .init() } }
extension Shape where Self == RoundedRectangle {
    public static func rect(cornerRadius: Double) -> RoundedRectangle { .init() }
}
extension Shape { public func fill<S: ShapeStyle>(_ s: S) -> some View { SomeView() } }
public struct HorizontalAlignment { public static let leading = Self(), trailing = Self(), center = Self() }
public struct VerticalAlignment { public static let top = Self(), bottom = Self(), center = Self() }
public struct Alignment {
    public static let leading = Self(), trailing = Self(), bottomTrailing = Self(), center = Self(),
        bottom = Self()
}
public enum TextAlignment { case center, leading }
public enum Axis {
    case horizontal, vertical
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2)
    }
}
public enum Edge {
    case top, bottom, leading, trailing
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2), top = Set(rawValue: 4),
            bottom = Set(rawValue: 8), leading = Set(rawValue: 16), trailing = Set(rawValue: 32),
            all = Set(rawValue: 63)
    }
}
public enum HorizontalEdge { case leading, trailing }
public enum VerticalEdge { case top, bottom }
