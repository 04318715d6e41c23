import SwiftUI

/// A button whose deed takes a while: it shows that it works, and cannot be pressed twice.
struct TaskButton<Label: View>: View {
    var role: ButtonRole?
    let action: @MainActor () async -> Void
    @ViewBuilder let label: Label
    @State private var isWorking = false

    var body: some View {
        Button(role: role) {
            isWorking = true
            Task {
                await action()
                isWorking = false
            }
        } label: {
            if isWorking {
                ProgressView().frame(maxWidth: .infinity)
            } else {
                label
            }
        }
        .disabled(isWorking)
    }
}

extension TaskButton where Label == Text {
    init(_ title: LocalizedStringKey, role: ButtonRole? = nil, action: @escaping @MainActor () async -> Void)
    {
        self.init(role: role, action: action) { Text(title) }
    }
}
