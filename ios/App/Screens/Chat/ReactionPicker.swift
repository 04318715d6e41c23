import SwiftUI

/// A few faces. One's own reaction is marked; choosing it again takes it back.
struct ReactionPicker: View {
    let mine: String?
    /// Nothing takes the reaction back.
    let choose: (String?) -> Void
    private static let choices = ["❤️", "👍", "😂", "😮", "😢", "🙏", "👎"]

    var body: some View {
        VStack(spacing: 16) {
            ViewThatFits(in: .horizontal) {
                HStack(spacing: 12) { faces }
                LazyVGrid(columns: [GridItem(.adaptive(minimum: 60))]) { faces }
            }
            Text("chat_reaction_costs")
                .font(.footnote)
                .foregroundStyle(.secondary)
                .multilineTextAlignment(.center)
        }
        .padding()
        .presentationDetents([.height(160), .medium])
        .presentationDragIndicator(.visible)
    }

    private var faces: some View {
        ForEach(Self.choices, id: \.self) { face in
            Button {
                choose(face == mine ? nil : face)
            } label: {
                Text(verbatim: face)
                    .font(.largeTitle)
                    .padding(4)
                    .background(
                        face == mine ? AnyShapeStyle(.tint.opacity(0.2)) : AnyShapeStyle(.clear), in: .circle)
            }
            .accessibilityAddTraits(face == mine ? .isSelected : [])
        }
    }
}

#Preview {
    ReactionPicker(mine: "👍") { _ in }
}
