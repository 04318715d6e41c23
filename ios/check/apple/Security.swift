// As much of Security as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
@_exported import Foundation
public typealias CFString = String
public typealias CFTypeRef = AnyObject
public typealias CFDictionary = NSDictionary
public typealias OSStatus = Int32
public let kSecClass = "", kSecClassGenericPassword = "", kSecAttrService = "", kSecAttrAccount = "",
    kSecAttrAccessGroup = "", kSecReturnData = "", kSecMatchLimit = "", kSecMatchLimitOne = "",
    kSecValueData = "", kSecAttrAccessControl = "", kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly = ""
public let errSecSuccess: OSStatus = 0, errSecItemNotFound: OSStatus = 1,
    errSecInteractionNotAllowed: OSStatus = 2, errSecAuthFailed: OSStatus = 3,
    errSecUserCanceled: OSStatus = 4, errSecDecode: OSStatus = 5
public func SecItemCopyMatching(_ q: CFDictionary, _ r: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus { 0 }
public func SecItemUpdate(_ q: CFDictionary, _ c: CFDictionary) -> OSStatus { 0 }
public func SecItemAdd(_ q: CFDictionary, _ r: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus { 0 }
public func SecItemDelete(_ q: CFDictionary) -> OSStatus { 0 }
public final class SecAccessControl {}
public struct SecAccessControlCreateFlags: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let userPresence = Self(rawValue: 1)
}
public func SecAccessControlCreateWithFlags(
    _ a: AnyObject?, _ p: Any, _ f: SecAccessControlCreateFlags, _ e: UnsafeMutablePointer<AnyObject?>?
) -> SecAccessControl? { nil }
