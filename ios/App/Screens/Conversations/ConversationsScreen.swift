import KnockKit
import SwiftUI

/// The list of conversations, or the archived ones.
struct ConversationsScreen: View {
    @State var model: ConversationsModel
    @Environment(Router.self) private var router
    @Environment(\.opening) private var opening
    @State private var deleting: ConversationsModel.Line?

    var body: some View {
        List {
            if model.requestCount > 0 {
                NavigationLink(value: Route.requests) {
                    Label("conversations_requests", systemImage: "hand.raised")
                        .badge(model.requestCount)
                }
            }
            if model.unsentCount > 0 && !model.archived {
                Label("conversations_unsent", systemImage: "exclamationmark.circle")
                    .badge(model.unsentCount)
                    .foregroundStyle(.secondary)
            }
            ForEach(model.lines) { line in
                NavigationLink(value: Route.chat(peer: line.peer)) { ConversationRow(line: line) }
                    .swipeActions(edge: .leading) { leading(line) }
                    .swipeActions(edge: .trailing) { trailing(line) }
                    .contextMenu { menu(line) }
            }
            if model.hasMore {
                ProgressView().task(id: model.lines.count) { await model.loadMore() }
            }
        }
        .listStyle(.plain)
        .overlay { if model.isEmpty { empty } }
        .navigationTitle(model.archived ? "conversations_archived" : "conversations_title")
        .toolbar { if !model.archived { toolbar } }
        .problemBar(model.problem)
        .task(id: opening) { await model.run() }
        .refreshable { await model.refresh() }
        .confirmationDialog(
            "conversations_delete_question", isPresented: $deleting.isPresent, titleVisibility: .visible,
            presenting: deleting
        ) { line in
            Button("action_delete", role: .destructive) { run { await model.delete(line.peer) } }
        } message: { _ in
            Text("conversations_delete_explained")
        }
    }

    private var empty: some View {
        ContentUnavailableView {
            Label("conversations_empty", systemImage: "bubble.left.and.bubble.right")
        } description: {
            Text("conversations_empty_hint")
        } actions: {
            if !model.archived {
                Button("contacts_add") { router.open(.addContact()) }.buttonStyle(.borderedProminent)
                Button("mycode_title") { router.open(.myCode) }
            }
        }
    }

    @ToolbarContentBuilder private var toolbar: some ToolbarContent {
        ToolbarItem(placement: .topBarTrailing) {
            Button("search_title", systemImage: "magnifyingglass") { router.push(.search) }
        }
        ToolbarItem(placement: .topBarTrailing) {
            Menu("conversations_more", systemImage: "ellipsis.circle") {
                Button("paste_title", systemImage: "doc.on.clipboard") { router.push(.pasteComment()) }
                Button("mycode_title", systemImage: "qrcode") { router.open(.myCode) }
                Button("conversations_archived", systemImage: "archivebox") { router.push(.archived) }
            }
        }
        ToolbarItem(placement: .topBarTrailing) {
            Button("conversations_new", systemImage: "square.and.pencil") { router.tab = .contacts }
        }
    }

    @ViewBuilder private func leading(_ line: ConversationsModel.Line) -> some View {
        if line.unread > 0 {
            Button("action_mark_read", systemImage: "envelope.open") {
                run { await model.markRead(line.peer) }
            }
        }
        pin(line).tint(.orange)
    }

    @ViewBuilder private func trailing(_ line: ConversationsModel.Line) -> some View {
        archive(line)
        Button("action_delete", systemImage: "trash") { deleting = line }.tint(.red)
    }

    /// The same by touch and hold, and for VoiceOver's actions.
    @ViewBuilder private func menu(_ line: ConversationsModel.Line) -> some View {
        if line.unread > 0 {
            Button("action_mark_read", systemImage: "envelope.open") {
                run { await model.markRead(line.peer) }
            }
        }
        pin(line)
        Menu("conversations_mute", systemImage: "bell.slash") {
            ForEach(MuteChoice.allCases, id: \.self) { choice in
                Button(choice.label.localized) { run { await model.mute(line.peer, choice) } }
            }
        }
        archive(line)
        Button("action_delete", systemImage: "trash", role: .destructive) { deleting = line }
    }

    private func pin(_ line: ConversationsModel.Line) -> some View {
        Button(
            line.isPinned ? "conversations_unpin" : "conversations_pin",
            systemImage: line.isPinned ? "pin.slash" : "pin"
        ) { run { await model.pin(line.peer, !line.isPinned) } }
    }

    private func archive(_ line: ConversationsModel.Line) -> some View {
        Button(
            model.archived ? "conversations_unarchive" : "conversations_archive",
            systemImage: model.archived ? "tray.and.arrow.up" : "archivebox"
        ) { run { await model.archive(line.peer, !model.archived) } }
    }

    private func run(_ deed: @escaping @MainActor () async -> Void) {
        Task { await deed() }
    }
}

#Preview {
    PreviewHome { ConversationsScreen(model: ConversationsModel(core: $0)) }
}
