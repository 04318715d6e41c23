// As much of UserNotifications as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public class UNNotificationContent: NSObject {
    public internal(set) var badgeX: NSNumber?
    public var threadIdentifier: String {
        get { "" }
        set {}
    }
    public var userInfo: [AnyHashable: Any] {
        get { [:] }
        set {}
    }
    public func updating(from p: any UNNotificationContentProviding) throws -> UNNotificationContent { self }
}
public protocol UNNotificationContentProviding {}
public final class UNMutableNotificationContent: UNNotificationContent {
    public var title = "", body = ""
    public var sound: UNNotificationSound?
    public var badge: NSNumber?
    public var categoryIdentifier = ""
    public var interruptionLevel = UNNotificationInterruptionLevel.passive
}
public enum UNNotificationInterruptionLevel { case passive, active }
public final class UNNotificationSound: NSObject {
    public static var `default`: UNNotificationSound { .init() }
}
public class UNNotificationRequest: NSObject {
    public init(identifier: String, content: UNNotificationContent, trigger: AnyObject?) {}
    public var identifier = ""
    public var content = UNNotificationContent()
}
public class UNNotification: NSObject { public var request: UNNotificationRequest { fatalError() } }
public class UNNotificationResponse: NSObject {
    public var notification: UNNotification { fatalError() }
    public var actionIdentifier = ""
}
public class UNTextInputNotificationResponse: UNNotificationResponse { public var userText = "" }
public let UNNotificationDefaultActionIdentifier = ""
public struct UNNotificationPresentationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let banner = Self(rawValue: 1), list = Self(rawValue: 2), sound = Self(rawValue: 4),
        badge = Self(rawValue: 8)
}
public struct UNAuthorizationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let alert = Self(rawValue: 1), sound = Self(rawValue: 4), badge = Self(rawValue: 8)
}
public struct UNNotificationActionOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let authenticationRequired = Self(rawValue: 1)
}
public struct UNNotificationCategoryOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let hiddenPreviewsShowTitle = Self(rawValue: 1)
}
public class UNNotificationAction: NSObject {
    public init(identifier: String, title: String, options: UNNotificationActionOptions = []) {}
}
public class UNTextInputNotificationAction: UNNotificationAction {
    public init(
        identifier: String, title: String, options: UNNotificationActionOptions = [],
        textInputButtonTitle: String, textInputPlaceholder: String
    ) { super.init(identifier: "", title: "") }
}
public class UNNotificationCategory: NSObject {
    public init(
        identifier: String, actions: [UNNotificationAction], intentIdentifiers: [String],
        options: UNNotificationCategoryOptions = []
    ) {}
}
public protocol UNUserNotificationCenterDelegate: NSObjectProtocol {
    func userNotificationCenter(_ c: UNUserNotificationCenter, willPresent n: UNNotification) async
        -> UNNotificationPresentationOptions
    func userNotificationCenter(_ c: UNUserNotificationCenter, didReceive r: UNNotificationResponse) async
}
public final class UNUserNotificationCenter: NSObject, @unchecked Sendable {
    public static func current() -> UNUserNotificationCenter { fatalError() }
    public weak var delegate: (any UNUserNotificationCenterDelegate)?
    public func setNotificationCategories(_ c: Set<UNNotificationCategory>) {}
    public func add(_ r: UNNotificationRequest) async throws {}
    public func getDeliveredNotifications(completionHandler: @escaping @Sendable ([UNNotification]) -> Void) {
    }
    public func removeDeliveredNotifications(withIdentifiers: [String]) {}
    public func setBadgeCount(_ n: Int) async throws {}
    public func requestAuthorization(options: UNAuthorizationOptions) async throws -> Bool { true }
}
open class UNNotificationServiceExtension: NSObject {
    open func didReceive(
        _ request: UNNotificationRequest,
        withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
    ) {}
    open func serviceExtensionTimeWillExpire() {}
}
