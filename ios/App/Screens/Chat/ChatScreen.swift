import KnockKit
import QuickLook
import SwiftUI

/// One chat: its messages, and below them what is being written.
struct ChatScreen: View {
    @State var model: ChatModel
    @Environment(Router.self) private var router
    @Environment(\.opening) private var opening
    @Environment(\.scenePhase) private var scenePhase
    /// The row at the lower edge.
    @State private var position: String?
    @State private var deleting: Bubble?
    @State private var unsending: Bubble?
    @State private var reacting: Bubble?
    @State private var detailed: Bubble?
    /// A file that was opened for looking at it; it goes when the user is done.
    @State private var preview: URL?

    var body: some View {
        messages
            .safeAreaInset(edge: .bottom, spacing: 0) {
                VStack(spacing: 0) {
                    status
                    ComposerBar(composer: model.composer)
                }
                .background(.bar)
            }
            .navigationTitle(Text(verbatim: model.title))
            .navigationBarTitleDisplayMode(.inline)
            .toolbar { toolbar }
            .task(id: opening) { await model.run() }
            .onAppear { Task { await model.appeared() } }
            .onDisappear { Task { await model.disappeared() } }
            .onChange(of: scenePhase) { _, phase in
                Task { phase == .active ? await model.appeared() : await model.disappeared() }
            }
            .quickLookPreview($preview)
            .onChange(of: preview) { seen, now in
                if now == nil, let seen { try? FileManager.default.removeItem(at: seen) }
            }
            .sheet(item: $detailed) { bubble in MessageDetailsScreen(model: model.details(of: bubble.id)) }
            .sheet(item: $reacting) { bubble in
                ReactionPicker(mine: bubble.reactions.first(where: \.mine)?.content) { content in
                    reacting = nil
                    Task {
                        if let content {
                            await model.react(content, to: bubble.id)
                        } else {
                            await model.withdrawReaction(from: bubble.id)
                        }
                    }
                }
            }
            .confirmationDialog(
                "chat_unsend_question", isPresented: $unsending.isPresent, titleVisibility: .visible,
                presenting: unsending
            ) { bubble in
                Button("action_unsend", role: .destructive) { Task { await model.unsend(bubble.id) } }
            } message: { _ in
                Text("chat_unsend_explained")
            }
            .confirmationDialog(
                "chat_delete_question", isPresented: $deleting.isPresent, titleVisibility: .visible,
                presenting: deleting
            ) { bubble in
                Button("action_delete", role: .destructive) { Task { await model.delete(bubble.id) } }
            } message: { _ in
                Text("chat_delete_explained")
            }
    }

    private var messages: some View {
        ScrollView {
            LazyVStack(spacing: 6) {
                if model.hasOlder {
                    ProgressView().task(id: model.items.first?.id) { await model.loadOlder() }
                }
                ForEach(model.items) { item in
                    row(item)
                }
                if model.hasNewer {
                    ProgressView().task(id: model.items.last?.id) { await model.loadNewer() }
                }
            }
            .scrollTargetLayout()
            .padding(.horizontal)
            .padding(.vertical, 8)
        }
        .scrollPosition(id: $position, anchor: .bottom)
        .defaultScrollAnchor(.bottom)
        .scrollDismissesKeyboard(.interactively)
        .overlay {
            if model.isLoaded && model.items.isEmpty {
                ContentUnavailableView {
                    Label("chat_empty", systemImage: "bubble.left")
                } description: {
                    Text("chat_empty_hint")
                }
            }
        }
        .overlay(alignment: .bottomTrailing) {
            if model.hasNewer {
                Button("chat_newest", systemImage: "chevron.down") { Task { await model.jumpToNewest() } }
                    .labelStyle(.iconOnly)
                    .padding(12)
                    .background(.regularMaterial, in: .circle)
                    .padding()
            }
        }
        .onChange(of: model.target) { goToTarget() }
        // A search has led here: its message is there only now.
        .onChange(of: model.isLoaded) { goToTarget() }
        .onChange(of: model.items.last?.id) { former, newest in
            // Follows new messages, but does not tear the user away from older ones.
            if position == nil || position == former { position = newest }
        }
    }

    @ViewBuilder private func row(_ item: ChatItem) -> some View {
        switch item {
        case .day(let day, _):
            Text(day)
                .font(.footnote.weight(.medium))
                .foregroundStyle(.secondary)
                .padding(.vertical, 6)
                .accessibilityAddTraits(.isHeader)
        case .bubble(let bubble):
            BubbleView(
                bubble: bubble, peerTitle: model.title,
                showQuoted: { id in Task { await model.jump(to: id) } },
                act: { act($0, on: bubble) },
                file: file(of: bubble),
                showDetails: { detailed = bubble })
        }
    }

    private func file(of bubble: Bubble) -> FileView? {
        bubble.file.map { file in
            FileView(file: file, transfer: model.transfers[bubble.id]) {
                await model.picture(bubble)
            } open: {
                Task { preview = await model.export(bubble, into: TemporaryFiles.folder()) }
            }
        }
    }

    @ViewBuilder private var status: some View {
        if model.problem != nil || model.notice != nil {
            VStack(spacing: 6) {
                ProblemLine(problem: model.problem)
                if model.notice != nil {
                    HStack {
                        NoticeLine(notice: model.notice)
                        Spacer()
                        Button("action_close", systemImage: "xmark") { model.dismissNotice() }.labelStyle(
                            .iconOnly)
                    }
                }
            }
            .padding(.horizontal)
            .padding(.top, 8)
        }
    }

    @ToolbarContentBuilder private var toolbar: some ToolbarContent {
        ToolbarItem(placement: .principal) {
            Button {
                router.push(.contact(npub: model.peer))
            } label: {
                VStack(spacing: 0) {
                    Text(verbatim: model.title).font(.headline).lineLimit(1)
                    Text(model.timerLabel).font(.caption).foregroundStyle(.secondary)
                }
            }
            .buttonStyle(.plain)
            .accessibilityHint("chat_details_hint")
        }
        ToolbarItem(placement: .topBarTrailing) {
            Menu("chat_more", systemImage: "ellipsis.circle") {
                Menu("chat_timer", systemImage: "timer") {
                    Button(model.timerLabel(nil).localized) { Task { await model.setTimer(nil) } }
                    ForEach(model.ttlChoices, id: \.self) { secs in
                        Button(model.timerLabel(secs).localized) { Task { await model.setTimer(secs) } }
                    }
                }
                Menu("conversations_mute", systemImage: "bell.slash") {
                    ForEach(MuteChoice.allCases, id: \.self) { choice in
                        Button(choice.label.localized) { Task { await model.mute(choice) } }
                    }
                }
                Button("contact_title", systemImage: "person") { router.push(.contact(npub: model.peer)) }
            }
        }
    }

    private func goToTarget() {
        guard model.isLoaded, let target = model.target else { return }
        withAnimation { position = "message-\(target)" }
        model.target = nil
    }

    private func act(_ action: Bubble.Action, on bubble: Bubble) {
        switch action {
        case .reply: model.composer.reply(to: bubble)
        case .react: reacting = bubble
        case .copy: Clipboard.copy(bubble.text)
        case .edit: model.composer.edit(bubble)
        case .retry: Task { await model.retry(bubble.id) }
        case .confirmPaid:
            if let handOver = bubble.handOver { Task { await model.confirmPaid(handOver) } }
        case .unsend: unsending = bubble
        case .delete: deleting = bubble
        }
    }
}

#Preview {
    PreviewHome { ChatScreen(model: ChatModel(core: $0, peer: previewPeer)) }
}
