import KnockKit
import SwiftUI

/// Finds messages by any part of their words.
struct SearchScreen: View {
    @State var model: SearchModel
    @State private var isSearching = true

    var body: some View {
        List {
            ForEach(model.hits) { hit in
                NavigationLink(value: hit.route) { SearchRow(hit: hit) }
            }
            if model.hasMore {
                ProgressView().task(id: model.hits.count) { await model.loadMore() }
            }
        }
        .listStyle(.plain)
        .overlay {
            if model.foundNothing {
                ContentUnavailableView {
                    Label("search_nothing", systemImage: "magnifyingglass")
                } description: {
                    Text("search_nothing_hint")
                }
            }
        }
        .navigationTitle("search_title")
        .navigationBarTitleDisplayMode(.inline)
        .searchable(
            text: $model.text, isPresented: $isSearching,
            placement: .navigationBarDrawer(displayMode: .always), prompt: "search_prompt"
        )
        .autocorrectionDisabled()
        .problemBar(model.problem)
        .task(id: model.text) { await model.search() }
    }
}

private struct SearchRow: View {
    let hit: SearchModel.Hit

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            HStack {
                Text(verbatim: hit.title).font(.headline).lineLimit(1)
                Spacer(minLength: 8)
                Text(hit.time).font(.footnote).foregroundStyle(.secondary)
            }
            HStack(spacing: 4) {
                if hit.isMine { Text("chat_you").foregroundStyle(.tint) }
                Text(verbatim: hit.text).lineLimit(3)
            }
            .font(.subheadline)
            .foregroundStyle(.secondary)
        }
        .accessibilityElement(children: .combine)
    }
}

#Preview {
    PreviewHome { SearchScreen(model: SearchModel(core: $0)) }
}
