import KnockKit
import SwiftUI

/// What is shown instead of the app: in the app switcher, and until its owner was asked.
struct CoverView: View {
    let app: AppModel

    var body: some View {
        VStack(spacing: 24) {
            DoorSymbol()
            Text("app_name").font(.title.bold())
            if app.phase == .locked {
                TaskButton("root_unlock") { await app.unlock() }
                    .buttonStyle(.borderedProminent)
            }
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(Color(.systemBackground))
        .ignoresSafeArea()
        .accessibilityAddTraits(.isModal)
        // Asked at once, and then by the button alone: whoever put the question away does not want it back.
        .task(id: app.phase) {
            if app.phase == .locked { await app.unlock() }
        }
    }
}
