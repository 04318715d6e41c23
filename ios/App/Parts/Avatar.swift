import SwiftUI

/// The picture of somebody who has none: their initials. A name stands beside it, so VoiceOver passes it by.
struct Avatar: View {
    let initials: String
    @ScaledMetric(relativeTo: .body) private var side = 44

    var body: some View {
        Circle()
            .fill(.tint.opacity(0.15))
            .frame(width: side, height: side)
            .overlay {
                if initials.isEmpty {
                    Image(systemName: "person.fill")
                } else {
                    Text(verbatim: initials)
                }
            }
            .font(.headline)
            .foregroundStyle(.tint)
            .accessibilityHidden(true)
    }
}

#Preview {
    HStack {
        Avatar(initials: "AL")
        Avatar(initials: "")
    }
}
