// As much of LocalAuthentication as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import Foundation
public enum LAPolicy: Sendable { case deviceOwnerAuthentication }
public class LAContext: NSObject {
    public func canEvaluatePolicy(_ p: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { true }
    public func evaluatePolicy(_ p: LAPolicy, localizedReason: String) async throws -> Bool { true }
}
