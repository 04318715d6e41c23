import KnockKit
import SwiftUI

/// Knocks that wait for consent. Nothing was fetched, so nobody knows that they are here.
struct RequestsScreen: View {
    @State var model: RequestsModel
    @Environment(Router.self) private var router
    @Environment(\.opening) private var opening
    @State private var blocking: RequestsModel.Line?

    var body: some View {
        List {
            Section {
                ForEach(model.lines) { line in
                    RequestRow(line: line, isBusy: model.busy == line.id) {
                        decisions(line)
                    }
                }
                if model.hasMore {
                    ProgressView().task(id: model.lines.count) { await model.loadMore() }
                }
            } footer: {
                if !model.lines.isEmpty { Text("requests_explained") }
            }
            NoticeLine(notice: model.notice)
        }
        .overlay {
            if model.isLoaded && model.lines.isEmpty {
                ContentUnavailableView {
                    Label("requests_empty", systemImage: "hand.raised")
                } description: {
                    Text("requests_explained")
                }
            }
        }
        .navigationTitle("requests_title")
        .problemBar(model.problem)
        .task(id: opening) { await model.run() }
        .onChange(of: model.opened) { _, peer in
            guard let peer else { return }
            model.opened = nil
            router.push(.chat(peer: peer))
        }
        .confirmationDialog(
            "requests_block_question", isPresented: $blocking.isPresent, titleVisibility: .visible,
            presenting: blocking
        ) { line in
            Button("action_block", role: .destructive) { Task { await model.block(line.id) } }
        } message: { _ in
            Text("requests_block_explained")
        }
    }

    @ViewBuilder private func decisions(_ line: RequestsModel.Line) -> some View {
        Button("requests_accept_sender") { Task { await model.acceptSender(line.id) } }
            .buttonStyle(.borderedProminent)
        Button("requests_accept_once") { Task { await model.acceptOnce(line.id) } }
            .buttonStyle(.bordered)
        Menu("requests_more", systemImage: "ellipsis") {
            Button("requests_ignore", systemImage: "eye.slash") { Task { await model.ignore(line.id) } }
            Button("action_block", systemImage: "nosign", role: .destructive) { blocking = line }
        }
        .labelStyle(.iconOnly)
        .buttonStyle(.bordered)
    }
}

private struct RequestRow<Decisions: View>: View {
    let line: RequestsModel.Line
    let isBusy: Bool
    @ViewBuilder let decisions: Decisions

    var body: some View {
        VStack(alignment: .leading, spacing: 10) {
            VStack(alignment: .leading, spacing: 2) {
                HStack {
                    Text(verbatim: line.title).font(.headline).lineLimit(1)
                    Spacer(minLength: 8)
                    Text(line.time).font(.footnote).foregroundStyle(.secondary)
                }
                Text(line.paid).font(.subheadline).foregroundStyle(.secondary)
            }
            .accessibilityElement(children: .combine)
            if isBusy {
                ProgressView().frame(maxWidth: .infinity)
            } else {
                // With large type the buttons stand below one another.
                ViewThatFits(in: .horizontal) {
                    HStack { decisions }
                    VStack(alignment: .leading) { decisions }
                }
            }
        }
        .padding(.vertical, 4)
    }
}

#Preview {
    PreviewHome { RequestsScreen(model: RequestsModel(core: $0)) }
}
