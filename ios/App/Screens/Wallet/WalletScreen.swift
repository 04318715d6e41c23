import KnockKit
import SwiftUI

/// Which wallet pays and hears the knocks.
struct WalletScreen: View {
    @State var model: WalletSetupModel
    @State private var isScanning = false
    @State private var isUnlinking = false

    var body: some View {
        Form {
            Section { present }
            if model.usesCore {
                link
                if model.hasNode { node }
            }
            if model.hasBreez { breez }
            if model.usesCore { byHand }
            address
            ProblemLine(problem: model.problem)
            NoticeLine(notice: model.notice)
        }
        .navigationTitle("wallet_title")
        .task { await model.load() }
        .sheet(isPresented: $isScanning) {
            ScannerSheet(found: { model.scanned($0) }, foundNoCode: { model.scanned("") })
        }
        .confirmationDialog("wallet_unlink_question", isPresented: $isUnlinking, titleVisibility: .visible) {
            Button("wallet_unlink", role: .destructive) { Task { await model.payByHand() } }
        } message: {
            Text("wallet_unlink_explained")
        }
    }

    @ViewBuilder private var present: some View {
        switch model.way {
        case nil: ProgressView()
        case .linked, .node, .breez:
            inUse
            if let balance = model.balance {
                if let name = balance.name { LabeledContent("wallet_name") { Text(verbatim: name) } }
                if let amount = balance.amount { LabeledContent("wallet_balance") { Text(amount) } }
                if balance.isPlayMoney { Label("wallet_play_money", systemImage: "exclamationmark.circle") }
            }
            TaskButton("wallet_refresh") { await model.refresh() }
        case .byHand:
            Label("wallet_by_hand", systemImage: "hand.tap")
        }
    }

    @ViewBuilder private var inUse: some View {
        switch model.way {
        case .node: Label("wallet_node", systemImage: "bolt.horizontal")
        case .breez: Label("wallet_breez", systemImage: "drop")
        default: Label("wallet_linked", systemImage: "link")
        }
    }

    private var breez: some View {
        Section {
            if model.usesCore {
                TaskButton("wallet_breez_use") { await model.useBreez() }
            } else {
                TaskButton("wallet_breez_leave", role: .destructive) { await model.leaveBreez() }
            }
        } header: {
            Text("wallet_breez_title")
        } footer: {
            Text("wallet_breez_explained")
        }
    }

    private var link: some View {
        Section {
            Button("scan_title", systemImage: "qrcode.viewfinder") { isScanning = true }
            // Whoever has it can spend, so it is not shown.
            SecureField("wallet_uri", text: $model.uri)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
            PasteButton(payloadType: String.self) { texts in
                if let text = texts.first { model.scanned(text) }
            }
            TaskButton("wallet_link") { await model.link() }
                .disabled(!model.canLink)
        } header: {
            Text("wallet_link_title")
        } footer: {
            Text("wallet_link_explained")
        }
    }

    private var node: some View {
        Section {
            NavigationLink(value: Route.node) { Label("node_title", systemImage: "bolt.horizontal") }
        } footer: {
            Text("node_explained")
        }
    }

    private var byHand: some View {
        Section {
            if model.way != .byHand {
                Button("wallet_use_by_hand") { isUnlinking = true }
            }
        } header: {
            Text("wallet_by_hand_title")
        } footer: {
            Text("wallet_by_hand_explained")
        }
    }

    private var address: some View {
        Section {
            TextField("contact_lightning_address", text: $model.lightningAddress)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
                .keyboardType(.emailAddress)
            TaskButton("action_save") { await model.saveAddress() }
                .disabled(model.isBusy)
        } header: {
            Text("wallet_address_title")
        } footer: {
            Text("wallet_address_explained")
        }
    }
}

#Preview {
    PreviewHome { WalletScreen(model: WalletSetupModel(core: $0)) }
}
