import SwiftUI

/// Knock's door, on the screens that have nothing else to show. It grows with the user's type.
struct DoorSymbol: View {
    @ScaledMetric(relativeTo: .largeTitle) private var side = 64

    var body: some View {
        Image(systemName: "door.left.hand.closed")
            .resizable()
            .scaledToFit()
            .frame(width: side, height: side)
            .foregroundStyle(.tint)
            .accessibilityHidden(true)
    }
}

#Preview {
    DoorSymbol()
}
