import KnockKit
import SwiftUI

/// A message, and under it its time, its price and how far it has come.
struct BubbleView: View {
    let bubble: Bubble
    let peerTitle: String
    let showQuoted: (Int64) -> Void
    let act: (Bubble.Action) -> Void
    let file: FileView?
    let showDetails: () -> Void

    var body: some View {
        VStack(alignment: bubble.isMine ? .trailing : .leading, spacing: 3) {
            content
            if !bubble.reactions.isEmpty { reactions }
            footer
            if let failure = bubble.failure {
                Text(failure).font(.footnote).foregroundStyle(.red)
            }
            if let handOver = bubble.handOver {
                PayByHand(handOver: handOver) { act(.confirmPaid) }
            }
        }
        .frame(maxWidth: .infinity, alignment: bubble.isMine ? .trailing : .leading)
        .padding(bubble.isMine ? .leading : .trailing, 48)
        .accessibilityElement(children: bubble.handOver == nil ? .ignore : .contain)
        .accessibilityLabel(Text(bubble.label(peer: peerTitle)))
        .accessibilityActions { actions }
    }

    private var content: some View {
        VStack(alignment: .leading, spacing: 6) {
            if let quote = bubble.quote { QuoteView(quote: quote, peerTitle: peerTitle, show: showQuoted) }
            file
            if bubble.file == nil || !bubble.text.isEmpty {
                Text(bubble.body)
                    .textSelection(.enabled)
            }
        }
        .padding(.horizontal, 12)
        .padding(.vertical, 8)
        .foregroundStyle(bubble.isMine ? AnyShapeStyle(.white) : AnyShapeStyle(.primary))
        // Not the accent colour, which is bright in dark mode: white letters could not be read on it.
        .background(
            bubble.isMine ? Color("Bubble") : Color(.secondarySystemBackground), in: .rect(cornerRadius: 18)
        )
        .contextMenu { actions }
    }

    @ViewBuilder private var actions: some View {
        if bubble.file != nil {
            Button("chat_file_show", systemImage: "eye") { file?.open() }
        }
        if let quoted = bubble.quote?.id {
            Button("chat_quote_show", systemImage: "text.quote") { showQuoted(quoted) }
        }
        if bubble.isMine {
            Button("details_title", systemImage: "info.circle", action: showDetails)
        }
        ForEach(bubble.actions, id: \.self) { action in
            Button(role: action.isDestructive ? .destructive : nil) {
                act(action)
            } label: {
                Label(action.label.localized, systemImage: action.symbol)
            }
        }
    }

    private var reactions: some View {
        HStack(spacing: 4) {
            ForEach(bubble.reactions, id: \.self) { reaction in
                Text(verbatim: reaction.shown)
                    .font(.callout)
                    .padding(.horizontal, 8)
                    .padding(.vertical, 2)
                    .background(
                        reaction.mine ? AnyShapeStyle(.tint.opacity(0.2)) : AnyShapeStyle(.quaternary),
                        in: .capsule)
            }
        }
    }

    private var footer: some View {
        HStack(spacing: 4) {
            if bubble.isEdited { Text("chat_edited") }
            if let editTick = bubble.editTick { TickIcon(tick: editTick) }
            if let part = bubble.part { Text(part) }
            Text(verbatim: bubble.clock)
            if let paid = bubble.paid { Text(paid) }
            if let cost = bubble.cost { Text(cost) }
            if let tick = bubble.tick { TickIcon(tick: tick) }
            if let remaining = bubble.remaining {
                Label {
                    Text(remaining)
                } icon: {
                    Image(systemName: "timer").accessibilityLabel("chat_vanishes_in")
                }
                .labelStyle(.titleAndIcon)
            }
        }
        .font(.caption)
        .foregroundStyle(.secondary)
    }
}

/// The message that this one answers; a tap goes there.
struct QuoteView: View {
    let quote: Bubble.Quote
    let peerTitle: String
    let show: (Int64) -> Void

    var body: some View {
        Button {
            if let id = quote.id { show(id) }
        } label: {
            HStack(spacing: 8) {
                Capsule().frame(width: 3)
                VStack(alignment: .leading, spacing: 1) {
                    Group {
                        if quote.isMine { Text("chat_you") } else { Text(verbatim: peerTitle) }
                    }
                    .font(.caption.weight(.semibold))
                    Text(quote.text).font(.footnote).lineLimit(2)
                }
            }
            .fixedSize(horizontal: false, vertical: true)
        }
        .buttonStyle(.plain)
        .opacity(0.85)
        .disabled(quote.id == nil)
    }
}

extension Bubble.Action {
    fileprivate var symbol: String {
        switch self {
        case .reply: "arrowshape.turn.up.left"
        case .react: "face.smiling"
        case .copy: "doc.on.doc"
        case .edit: "pencil"
        case .retry: "arrow.clockwise"
        case .confirmPaid: "checkmark.circle"
        case .unsend: "arrow.uturn.backward"
        case .delete: "trash"
        }
    }
}

extension Reaction {
    /// NIP-25 writes a like as `+` and a dislike as `-`.
    fileprivate var shown: String {
        switch content {
        case "+", "": "👍"
        case "-": "👎"
        default: content
        }
    }
}
