import Foundation
import KnockKit
import Security

/// The core's secrets in the Keychain, for the app and its extensions.
///
/// They never leave this device: not by iCloud, not by a backup. They can be read from the first unlock on, since a
/// notification is made while the phone is locked. That holds for the words, too: the node inside derives its keys
/// from them whenever the home is opened. Before they are shown, the owner is asked (`BackupModel`).
final class KeychainVault: KeyVault {
    private let group: String

    /// The app group serves as the Keychain's access group too, which spares us the team's prefix.
    init(group: String) {
        self.group = group
    }

    func get(name: SecretName) throws -> Data? {
        var query = item(name)
        query[kSecReturnData] = true
        query[kSecMatchLimit] = kSecMatchLimitOne
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        switch status {
        case errSecSuccess:
            guard let secret = found as? Data else {
                throw VaultFailure.Damaged(reason: "an item without data")
            }
            return secret
        case errSecItemNotFound:
            return nil
        default:
            throw failure(status)
        }
    }

    func put(name: SecretName, secret: Data) throws {
        // Changed in place where it is there already: a kill must not find the moment between an old and a new one.
        let change = [kSecValueData: secret] as CFDictionary
        var status = SecItemUpdate(item(name) as CFDictionary, change)
        if status == errSecItemNotFound {
            var new = item(name)
            new[kSecValueData] = secret
            new[kSecAttrAccessControl] = try access()
            status = SecItemAdd(new as CFDictionary, nil)
        }
        guard status == errSecSuccess else { throw failure(status) }
    }

    func delete(name: SecretName) throws {
        let status = SecItemDelete(item(name) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw failure(status) }
    }

    private func item(_ name: SecretName) -> [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: "app.knock.vault",
            kSecAttrAccount: name.account,
            kSecAttrAccessGroup: group,
        ]
    }

    private func access() throws -> SecAccessControl {
        let protection = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        guard let access = SecAccessControlCreateWithFlags(nil, protection, [], nil) else {
            throw VaultFailure.Unavailable(reason: "no access control for the Keychain")
        }
        return access
    }

    private func failure(_ status: OSStatus) -> VaultFailure {
        switch status {
        case errSecInteractionNotAllowed, errSecAuthFailed, errSecUserCanceled: .Locked
        case errSecDecode: .Damaged(reason: "the Keychain cannot read its item")
        default: .Unavailable(reason: "the Keychain answered \(status)")
        }
    }
}
