import KnockKit
import SwiftUI

/// For a knock that another app pays: opens that app, or gives the invoice to it by hand. Whether it was paid only the
/// user knows, so they are asked when they come back.
struct PayByHand: View {
    let handOver: Bubble.HandOver
    let confirm: () -> Void
    @Environment(\.scenePhase) private var scenePhase
    @State private var wasOpened = false
    @State private var isAsking = false
    @State private var foundNoWallet = false

    var body: some View {
        HStack {
            Button {
                Task {
                    wasOpened = await LightningHandOver.open(handOver.uri)
                    foundNoWallet = !wasOpened
                }
            } label: {
                Label {
                    if let amount = handOver.amount {
                        Text("chat_pay_amount \(amount.localized)")
                    } else {
                        Text("chat_pay")
                    }
                } icon: {
                    Image(systemName: "bolt.fill")
                }
            }
            .buttonStyle(.borderedProminent)
            ShareLink(item: handOver.uri) { Label("chat_share_invoice", systemImage: "square.and.arrow.up") }
                .labelStyle(.iconOnly)
                .buttonStyle(.bordered)
            Button("action_confirm_paid") { isAsking = true }
                .buttonStyle(.bordered)
        }
        .controlSize(.small)
        .onChange(of: scenePhase) { _, phase in
            guard phase == .active, wasOpened else { return }
            wasOpened = false
            isAsking = true
        }
        .alert("chat_paid_question", isPresented: $isAsking) {
            Button("chat_paid_yes") { confirm() }
            Button("chat_paid_no", role: .cancel) {}
        } message: {
            Text("chat_paid_explained")
        }
        .alert("chat_no_wallet", isPresented: $foundNoWallet) {
            Button("action_copy") { Clipboard.copy(handOver.uri) }
            Button("action_cancel", role: .cancel) {}
        } message: {
            Text("chat_no_wallet_hint")
        }
    }
}
