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
    @State private var showsCode = false

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
                    Image(systemName: "bolt.fill").accessibilityHidden(true)
                }
            }
            .buttonStyle(.borderedProminent)
            ShareLink(item: handOver.uri) { Label("chat_share_invoice", systemImage: "square.and.arrow.up") }
                .labelStyle(.iconOnly)
                .buttonStyle(.bordered)
            Button("chat_show_invoice", systemImage: "qrcode") { showsCode = true }
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
        .sheet(isPresented: $showsCode) { InvoiceCode(uri: handOver.uri) }
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

/// The invoice for a wallet on another phone.
private struct InvoiceCode: View {
    let uri: String
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            ScrollView {
                VStack(spacing: 16) {
                    if let png = try? qrCode(uri) { CodeImage(png: png, label: "chat_invoice_code") }
                    Text("chat_invoice_explained")
                        .font(.footnote)
                        .foregroundStyle(.secondary)
                        .multilineTextAlignment(.center)
                    Button("action_copy", systemImage: "doc.on.doc") { Clipboard.copy(uri) }
                        .buttonStyle(.bordered)
                }
                .padding()
                .frame(maxWidth: .infinity)
            }
            .navigationTitle("chat_show_invoice")
            .navigationBarTitleDisplayMode(.inline)
            .toolbar {
                ToolbarItem(placement: .confirmationAction) {
                    Button("action_done") { dismiss() }
                }
            }
        }
        .presentationDetents([.medium, .large])
    }
}
