// As much of SwiftUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import UIKit
import Observation
public enum Visibility { case automatic, visible, hidden }
public struct KeyEquivalent { public static let `return` = Self() }
public struct EventModifiers: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let command = Self(rawValue: 1)
}
public struct PresentationDetent: Hashable, Sendable {
    public static let medium = Self(), large = Self()
    public static func height(_ d: Double) -> Self { Self() }
}
public struct UnitPoint { public static let bottom = Self() }
public enum ScrollDismissesKeyboardMode { case interactively }
public enum ControlSize { case small, large }
public struct SearchFieldPlacement {
    public enum DM { case always }
    public static func navigationBarDrawer(displayMode: DM) -> Self { Self() }
    public static let automatic = Self()
}
public enum TitleDisplayMode { case inline }
public struct TextInputAutocapitalization { public static var never: Self { Self() } }
public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = Self(rawValue: 1), isModal = Self(rawValue: 2),
        isSelected = Self(rawValue: 4)
}
public enum AccessibilityChildBehavior { case ignore, combine, contain }
public protocol ButtonStyle {}
public struct Style: ButtonStyle {}
extension ButtonStyle where Self == Style {
    public static var borderedProminent: Style { Style() }
    public static var bordered: Style { Style() }
    public static var plain: Style { Style() }
}
public protocol LabelStyle {}
extension Style: LabelStyle {}
extension LabelStyle where Self == Style {
    public static var iconOnly: Style { Style() }
    public static var titleAndIcon: Style { Style() }
}
public protocol ListStyle {}
extension Style: ListStyle {}
extension ListStyle where Self == Style { public static var plain: Style { Style() } }
public protocol TextSelectability {}
extension Style: TextSelectability {}
extension TextSelectability where Self == Style { public static var enabled: Style { Style() } }
@discardableResult public func withAnimation<R>(_ body: () throws -> R) rethrows -> R { try body() }
