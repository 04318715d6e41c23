import KnockKit
import SwiftUI

/// The Keychain has an account from before the app was deleted.
struct FoundScreen: View {
    @State var model: FoundModel
    @State private var isDeleting = false

    var body: some View {
        ScrollView {
            VStack(spacing: 16) {
                DoorSymbol().padding(.top, 40)
                Text("found_title").font(.largeTitle.bold())
                Text("found_explained")
                    .multilineTextAlignment(.center)
                    .foregroundStyle(.secondary)
                ProblemLine(problem: model.problem)
                TaskButton(action: { await model.use() }) {
                    Text("found_use").frame(maxWidth: .infinity)
                }
                .buttonStyle(.borderedProminent)
                .controlSize(.large)
                Button("found_delete", role: .destructive) { isDeleting = true }
            }
            .disabled(model.isBusy)
            .padding()
            .frame(maxWidth: 480)
            .frame(maxWidth: .infinity)
        }
        .confirmationDialog("found_delete_question", isPresented: $isDeleting, titleVisibility: .visible) {
            Button("found_delete", role: .destructive) { Task { await model.delete() } }
        } message: {
            Text("found_delete_explained")
        }
    }
}

#Preview {
    PreviewApp { FoundScreen(model: $0.found()) }
}
