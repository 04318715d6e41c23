import KnockKit
import SwiftUI

/// A line of the list: who, when, what, and whether it was seen.
struct ConversationRow: View {
    let line: ConversationsModel.Line

    var body: some View {
        HStack(spacing: 12) {
            Avatar(initials: line.initials)
            VStack(alignment: .leading, spacing: 3) {
                HStack(spacing: 4) {
                    Text(verbatim: line.title)
                        .fontWeight(line.unread > 0 ? .semibold : .regular)
                        .lineLimit(1)
                    marks
                    Spacer(minLength: 8)
                    if let time = line.time {
                        Text(time)
                            .font(.footnote)
                            .foregroundStyle(.secondary)
                    }
                }
                HStack(alignment: .top, spacing: 4) {
                    if let tick = line.tick, !line.isDraft { TickIcon(tick: tick).font(.footnote) }
                    if line.isDraft { Text("conversations_draft").foregroundStyle(.tint) }
                    Text(line.preview).lineLimit(2)
                    Spacer(minLength: 8)
                    if line.unread > 0 { unread }
                }
                .font(.subheadline)
                .foregroundStyle(.secondary)
            }
        }
        .accessibilityElement(children: .combine)
    }

    @ViewBuilder private var marks: some View {
        Group {
            if line.isVerified {
                Image(systemName: "checkmark.seal.fill").accessibilityLabel("contact_verified")
            }
            if line.isBlocked { Image(systemName: "nosign").accessibilityLabel("contact_blocked") }
            if line.isMuted { Image(systemName: "bell.slash.fill").accessibilityLabel("conversations_muted") }
            if line.isPinned { Image(systemName: "pin.fill").accessibilityLabel("conversations_pinned") }
        }
        .font(.caption)
        .foregroundStyle(.secondary)
    }

    private var unread: some View {
        Text(line.unread, format: .number)
            .font(.caption.weight(.semibold))
            .foregroundStyle(.white)
            .padding(.horizontal, 7)
            .padding(.vertical, 2)
            .background(Color("Bubble"), in: .capsule)
            .accessibilityLabel("conversations_unread \(line.unread)")
    }
}
