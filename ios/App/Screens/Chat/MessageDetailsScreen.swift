import KnockKit
import SwiftUI

/// What became of a message of the user's own: when it goes, what it cost, and what each relay did with it.
struct MessageDetailsScreen: View {
    @State var model: MessageDetailsModel
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            List {
                Section {
                    LabeledContent("details_sent") { Text(verbatim: model.sent) }
                    LabeledContent("details_expires") { Text(verbatim: model.expires) }
                    if let cost = model.bubble?.cost { LabeledContent("details_cost") { Text(cost) } }
                    if let tick = model.bubble?.tick {
                        Label {
                            Text(tick.label)
                        } icon: {
                            TickIcon(tick: tick).accessibilityHidden(true)
                        }
                    }
                }
                Section {
                    ForEach(model.relays) { relay in
                        VStack(alignment: .leading, spacing: 1) {
                            LabeledContent {
                                Text(relay.label)
                            } label: {
                                Text(verbatim: relay.relay).lineLimit(1).truncationMode(.middle)
                            }
                            if let reason = relay.reason {
                                Text(verbatim: reason).font(.footnote).foregroundStyle(.secondary)
                            }
                        }
                        .accessibilityElement(children: .combine)
                    }
                } header: {
                    Text(model.summary)
                }
                ProblemLine(problem: model.problem)
            }
            .navigationTitle("details_title")
            .navigationBarTitleDisplayMode(.inline)
            .toolbar {
                ToolbarItem(placement: .confirmationAction) {
                    Button("action_done") { dismiss() }
                }
            }
        }
        .task { await model.run() }
    }
}

#Preview {
    PreviewHome {
        MessageDetailsScreen(model: ChatModel(core: $0, peer: previewPeer).details(of: 1))
    }
}
