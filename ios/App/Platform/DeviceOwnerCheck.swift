import KnockKit
import LocalAuthentication

/// Face ID, Touch ID, or the phone's passcode.
struct DeviceOwnerCheck: OwnerCheck {
    func isAvailable() async -> Bool {
        LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: nil)
    }

    func confirm(reason: Phrase) async -> Bool {
        // A context remembers that it was answered, so each question gets one of its own.
        let answer = try? await LAContext()
            .evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason.localized)
        return answer ?? false
    }
}
