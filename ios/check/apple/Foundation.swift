// What Apple's Foundation has and Linux' has not, as much of it as the app uses. Compiled along with each target, since
// a module of this name is there already.
import Foundation

struct FileProtectionType {
    static let complete = FileProtectionType()
    static let completeUntilFirstUserAuthentication = FileProtectionType()
}

extension FileAttributeKey {
    static let protectionKey = FileAttributeKey(rawValue: "NSFileProtectionKey")
}

extension FileManager {
    func containerURL(forSecurityApplicationGroupIdentifier: String) -> URL? { nil }
}

extension String {
    struct LocalizationValue: ExpressibleByStringLiteral {
        init(stringLiteral: String) {}
    }

    init(localized: LocalizationValue) { self = "" }
}

extension URL {
    func startAccessingSecurityScopedResource() -> Bool { true }
    func stopAccessingSecurityScopedResource() {}
}
