import KnockKit
import SwiftUI

/// Takes a comment that any wallet showed.
struct PasteScreen: View {
    @State var model: PasteCommentModel
    @Environment(Router.self) private var router

    var body: some View {
        Form {
            Section {
                TextField("paste_field", text: $model.text, axis: .vertical)
                    .lineLimit(4...10)
                    .font(.body.monospaced())
                    .autocorrectionDisabled()
                    .textInputAutocapitalization(.never)
                PasteButton(payloadType: String.self) { texts in
                    if let text = texts.first { model.text = text }
                }
            } footer: {
                Text("paste_explained")
            }
            Section {
                ProblemLine(problem: model.problem)
                if let outcome = model.outcome {
                    NoticeLine(notice: outcome.label)
                    if let route = outcome.route {
                        Button("action_show") { router.open(route) }
                    }
                }
                TaskButton("paste_open") { await model.open() }
                    .disabled(!model.canOpen)
            }
        }
        .navigationTitle("paste_title")
        .task {
            // Shared by another app: what is there already need not be asked for.
            if model.canOpen { await model.open() }
        }
    }
}

#Preview {
    PreviewHome { PasteScreen(model: PasteCommentModel(core: $0)) }
}
