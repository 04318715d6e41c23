import KnockKit
import SwiftUI

/// The Lightning node inside the app: making it, its money and its channels.
struct NodeScreen: View {
    @State var model: NodeModel

    var body: some View {
        Form {
            switch model.step {
            case .loading: ProgressView()
            case .create: NodeForm(model: model)
            case .writeDown(let words): writeDown(words)
            case .ready:
                NodeMoney(model: model)
                NodeChannels(model: model)
                NodeForm(model: model)
            }
            ProblemLine(problem: model.problem)
            NoticeLine(notice: model.notice)
        }
        .navigationTitle("node_title")
        .task { await model.load() }
    }

    @ViewBuilder private func writeDown(_ words: [String]) -> some View {
        Section {
            WordGrid(words: words)
        } header: {
            Text("welcome_write_down")
        } footer: {
            Text("node_words_explained")
        }
        TaskButton("welcome_wrote_down") { await model.wroteDown() }
    }
}

/// Who the node talks to. Nothing is contacted that is not named here.
private struct NodeForm: View {
    @Bindable var model: NodeModel
    @State private var isLeaving = false

    var body: some View {
        Section {
            field("node_chain", $model.form.chainURL, hint: NodeModel.chainHint)
            field("node_lsp", $model.form.lsp, hint: "KEY@HOST:PORT")
            SecureField("node_lsp_token", text: $model.form.lspToken)
            field("node_gossip", $model.form.rapidGossip, hint: NodeModel.rapidGossipHint)
            if model.step == .create {
                SecureField("node_former_words", text: $model.form.words)
                TaskButton("node_create") { await model.create() }
                    .disabled(!model.canCreate)
            } else {
                TaskButton("action_save") { await model.saveSettings() }
            }
        } header: {
            Text("node_servers")
        } footer: {
            Text("node_servers_explained")
        }
        if model.step == .ready {
            Section {
                Button("node_leave", role: .destructive) { isLeaving = true }
            } footer: {
                Text("node_leave_explained")
            }
            .confirmationDialog("node_leave", isPresented: $isLeaving, titleVisibility: .visible) {
                Button("node_leave", role: .destructive) { Task { await model.leave() } }
            } message: {
                Text("node_leave_explained")
            }
        }
    }

    private func field(_ title: LocalizedStringKey, _ text: Binding<String>, hint: String) -> some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(title).font(.footnote).foregroundStyle(.secondary)
            TextField(hint, text: text)
                .keyboardType(.URL)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
                .accessibilityLabel(title)
        }
    }
}

#Preview {
    PreviewHome { NodeScreen(model: NodeModel(core: $0)) }
}
