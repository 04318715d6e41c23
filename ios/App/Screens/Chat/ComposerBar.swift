import KnockKit
import SwiftUI

/// What is being written, what it answers, and what the next knock costs.
struct ComposerBar: View {
    @Bindable var composer: Composer
    @FocusState private var isFocused: Bool

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            ProblemLine(problem: composer.problem)
            mode
            AttachmentBar(composer: composer)
            HStack(alignment: .bottom, spacing: 8) {
                if composer.canAttach { AttachButton(composer: composer) }
                TextField("chat_placeholder", text: $composer.text, axis: .vertical)
                    .lineLimit(1...8)
                    .padding(.horizontal, 14)
                    .padding(.vertical, 8)
                    .background(Color(.tertiarySystemBackground), in: .rect(cornerRadius: 20))
                    .focused($isFocused)
                send
            }
            cost
        }
        .padding(.horizontal)
        .padding(.vertical, 8)
        .confirmationDialog(
            "chat_as_is_question",
            isPresented: .wish(composer.asksToSendAsIs) { if !$0 { composer.decideLater() } },
            titleVisibility: .visible
        ) {
            Button("chat_as_is_yes") { Task { await composer.sendAsIs() } }
            Button("chat_attachment_remove", role: .destructive) { composer.removeAttachment() }
        } message: {
            Text("chat_as_is_explained")
        }
        .onChange(of: composer.mode) { _, mode in
            if mode != .new { isFocused = true }
        }
    }

    private var send: some View {
        Button("chat_send", systemImage: "arrow.up.circle.fill") {
            Task { await composer.send() }
        }
        .labelStyle(.iconOnly)
        .font(.title)
        .disabled(!composer.canSend)
        .keyboardShortcut(.return, modifiers: .command)
        .accessibilityValue(costText)
    }

    @ViewBuilder private var mode: some View {
        switch composer.mode {
        case .new: EmptyView()
        case .reply(let target): banner("chat_replying", target, symbol: "arrowshape.turn.up.left")
        case .edit(let target): banner("chat_editing", target, symbol: "pencil")
        }
    }

    private func banner(_ title: LocalizedStringKey, _ target: Composer.Target, symbol: String) -> some View {
        HStack {
            Image(systemName: symbol).accessibilityHidden(true)
            VStack(alignment: .leading) {
                Text(title).font(.caption.weight(.semibold))
                Text(target.text).font(.footnote).foregroundStyle(.secondary).lineLimit(1)
            }
            Spacer()
            Button("action_cancel", systemImage: "xmark.circle.fill") { composer.leaveMode() }
                .labelStyle(.iconOnly)
                .foregroundStyle(.secondary)
        }
    }

    @ViewBuilder private var cost: some View {
        switch composer.cost {
        case .unknown: EmptyView()
        case .impossible(let why): ProblemLine(problem: why)
        case .asking, .known:
            Label {
                costText
            } icon: {
                Image(systemName: "bolt")
            }
            .font(.caption)
            .foregroundStyle(.secondary)
            .accessibilityHidden(true)
        }
    }

    private var costText: Text {
        switch composer.cost {
        case .unknown: Text(verbatim: "")
        case .asking: Text("chat_cost_asking")
        case .known(let amount, _): Text("chat_cost \(amount.localized)")
        case .impossible(let why): Text(why)
        }
    }
}
