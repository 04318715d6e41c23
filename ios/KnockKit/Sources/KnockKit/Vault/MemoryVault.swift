import Foundation

/// Keeps secrets as long as the process lives: for previews and tests.
public final class MemoryVault: KeyVault, @unchecked Sendable {
    private let lock = NSLock()
    private var secrets: [SecretName: Data] = [:]

    public init() {}

    public func get(name: SecretName) throws -> Data? {
        lock.withLock { secrets[name] }
    }

    public func put(name: SecretName, secret: Data) throws {
        lock.withLock { secrets[name] = secret }
    }

    public func delete(name: SecretName) throws {
        lock.withLock { secrets[name] = nil }
    }
}
