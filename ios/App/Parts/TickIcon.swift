import KnockKit
import SwiftUI

/// How far a message has come. Colour alone says nothing: each state has a shape of its own, and words for VoiceOver.
struct TickIcon: View {
    let tick: Tick

    var body: some View {
        Image(systemName: symbol)
            .foregroundStyle(style)
            .accessibilityLabel(Text(tick.label))
    }

    private var symbol: String {
        switch tick {
        case .waiting: "clock"
        case .published: "antenna.radiowaves.left.and.right"
        case .awaitingUser: "bolt.badge.clock"
        case .delivered: "checkmark"
        case .seen: "checkmark.circle.fill"
        case .failed: "exclamationmark.circle"
        case .takenBack: "arrow.uturn.backward.circle"
        }
    }

    private var style: AnyShapeStyle {
        switch tick {
        case .failed: AnyShapeStyle(.red)
        case .awaitingUser: AnyShapeStyle(.orange)
        default: AnyShapeStyle(.secondary)
        }
    }
}
