import KnockKit
import SwiftUI

/// The user's own code, to be scanned by others, and the same as a link.
struct MyCodeScreen: View {
    @State var model: MyCodeModel
    @Environment(Router.self) private var router

    var body: some View {
        ScrollView {
            VStack(spacing: 20) {
                code
                Text(verbatim: model.npub)
                    .font(.footnote.monospaced())
                    .foregroundStyle(.secondary)
                    .textSelection(.enabled)
                    .multilineTextAlignment(.center)
                if let price = model.price {
                    Text("mycode_price \(price.localized)").font(.subheadline)
                }
                buttons
                if model.warning != nil { warning }
                Text("mycode_explained")
                    .font(.footnote)
                    .foregroundStyle(.secondary)
                    .multilineTextAlignment(.center)
            }
            .padding()
            .frame(maxWidth: 500)
            .frame(maxWidth: .infinity)
        }
        .navigationTitle("mycode_title")
        .problemBar(model.problem)
        .task { await model.load() }
    }

    @ViewBuilder private var code: some View {
        if let qr = model.qr {
            CodeImage(png: qr, label: "mycode_image")
        } else if model.problem == nil {
            ProgressView().frame(height: 320)
        }
    }

    private var buttons: some View {
        HStack {
            ShareLink(item: model.link) { Label("mycode_share", systemImage: "square.and.arrow.up") }
                .buttonStyle(.borderedProminent)
            Button("action_copy", systemImage: "doc.on.doc") { Clipboard.copy(model.link) }
                .buttonStyle(.bordered)
        }
        .disabled(model.link.isEmpty)
    }

    private var warning: some View {
        VStack(spacing: 8) {
            ProblemLine(problem: model.warning)
            Button("mycode_set_address") { router.open(.walletSetup()) }
        }
        .padding()
        .background(.quaternary, in: .rect(cornerRadius: 14))
    }
}

#Preview {
    PreviewHome { MyCodeScreen(model: MyCodeModel(core: $0)) }
}
