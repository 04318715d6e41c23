import KnockKit
import SwiftUI

/// What the node has, and the ways to pay into it and out of it.
struct NodeMoney: View {
    let model: NodeModel
    @State private var sats = ""
    @State private var address = ""
    @State private var isWithdrawing = false

    var body: some View {
        Section("node_money") {
            if let money = model.money {
                LabeledContent("node_can_send") { Text(money.canSend) }
                LabeledContent("node_can_receive") { Text(money.canReceive) }
                LabeledContent("node_onchain") { Text(money.onchain) }
                if let closing = money.closing { LabeledContent("node_closing") { Text(closing) } }
                LabeledContent("node_block") { Text(money.blockHeight, format: .number) }
            }
            TaskButton("node_sync") { await model.sync() }
        }
        Section {
            TextField("node_amount", text: $sats).keyboardType(.numberPad)
            TaskButton("node_invoice") { await model.makeInvoice(sats: sats, description: "") }
                .disabled(sats.isEmpty)
            TaskButton("node_offer") { await model.makeOffer() }
            TaskButton("node_deposit") { await model.makeAddress() }
            if let code = model.toBePaid { ToBePaid(code: code) }
        } header: {
            Text("node_receive")
        } footer: {
            Text("node_receive_explained")
        }
        Section {
            TextField("node_address", text: $address)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
            Button("node_withdraw", role: .destructive) { isWithdrawing = true }
                .disabled(address.isEmpty || model.isBusy)
        } footer: {
            Text("node_withdraw_explained")
        }
        .confirmationDialog("node_withdraw_question", isPresented: $isWithdrawing, titleVisibility: .visible)
        {
            Button("node_withdraw", role: .destructive) {
                Task { await model.withdraw(to: address, sats: "") }
            }
        } message: {
            Text(verbatim: address)
        }
    }
}

/// An invoice, an offer or an address, as a code and as text.
private struct ToBePaid: View {
    let code: String

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            if let png = try? qrCode(code) { CodeImage(png: png, label: "node_code") }
            Text(verbatim: code).font(.footnote.monospaced()).lineLimit(4).textSelection(.enabled)
            HStack {
                Button("action_copy", systemImage: "doc.on.doc") { Clipboard.copy(code) }
                ShareLink(item: code) { Label("mycode_share", systemImage: "square.and.arrow.up") }
            }
            .buttonStyle(.bordered)
        }
    }
}

/// The node's channels, and a new one.
struct NodeChannels: View {
    let model: NodeModel
    @State private var peer = ""
    @State private var sats = ""
    @State private var closing: NodeModel.Channel?

    var body: some View {
        Section {
            ForEach(model.channels) { channel in
                VStack(alignment: .leading, spacing: 3) {
                    Text(channel.state).fontWeight(channel.isUsable ? .regular : .medium)
                    LabeledContent("node_can_send") { Text(channel.canSend) }
                    LabeledContent("node_can_receive") { Text(channel.canReceive) }
                    Button("node_close", role: .destructive) { closing = channel }
                }
            }
            TextField("node_peer", text: $peer)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
            TextField("node_amount", text: $sats).keyboardType(.numberPad)
            TaskButton("node_open_channel") { await model.openChannel(to: peer, sats: sats) }
                .disabled(peer.isEmpty || sats.isEmpty)
        } header: {
            Text("node_channels")
        } footer: {
            Text("node_channels_explained")
        }
        .confirmationDialog(
            "node_close_question", isPresented: $closing.isPresent, titleVisibility: .visible,
            presenting: closing
        ) { channel in
            Button("node_close") { Task { await model.closeChannel(channel.id, force: false) } }
            Button("node_close_force", role: .destructive) {
                Task { await model.closeChannel(channel.id, force: true) }
            }
        } message: { _ in
            Text("node_close_explained")
        }
    }
}
