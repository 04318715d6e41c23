import KnockKit
import SwiftUI

/// What went wrong, in a calm voice: a row of a form, or a line above the keyboard.
struct ProblemLine: View {
    let problem: Phrase?

    var body: some View {
        if let problem {
            Label {
                Text(problem)
            } icon: {
                Image(systemName: "exclamationmark.triangle.fill")
                    .foregroundStyle(.orange)
                    .accessibilityHidden(true)
            }
            .font(.callout)
            .frame(maxWidth: .infinity, alignment: .leading)
        }
    }
}

/// What was done, where that is not plain to see.
struct NoticeLine: View {
    let notice: Phrase?

    var body: some View {
        if let notice {
            Label {
                Text(notice)
            } icon: {
                Image(systemName: "checkmark.circle").accessibilityHidden(true)
            }
            .font(.callout)
            .foregroundStyle(.secondary)
        }
    }
}

extension View {
    /// The screen's problem above its lower edge, where it has no form to show it in.
    func problemBar(_ problem: Phrase?) -> some View {
        safeAreaInset(edge: .bottom) {
            if problem != nil {
                ProblemLine(problem: problem)
                    .padding()
                    .background(.regularMaterial, in: .rect(cornerRadius: 14))
                    .padding(.horizontal)
            }
        }
        .onChange(of: problem) { _, problem in
            if let problem { AccessibilityNotification.Announcement(problem.localized).post() }
        }
    }
}
