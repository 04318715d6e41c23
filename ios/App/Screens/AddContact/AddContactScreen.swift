import KnockKit
import SwiftUI

/// Adds somebody: by a code, a key, a name or a link.
struct AddContactScreen: View {
    @State var model: AddContactModel
    @Environment(Router.self) private var router
    @State private var isScanning = false

    var body: some View {
        Form {
            switch model.step {
            case .find: find
            case .complete(let found): complete(found)
            case .differs(let found, let differences): differs(found, differences)
            case .done(let npub): done(npub)
            }
            ProblemLine(problem: model.problem)
        }
        .navigationTitle("addcontact_title")
        .sheet(isPresented: $isScanning) {
            ScannerSheet(
                found: { text in Task { await model.scanned(text) } }, foundNoCode: { model.foundNoCode() })
        }
        .task {
            // A link that was opened with the app.
            if model.step == .find && model.canFind { await model.find() }
        }
    }

    @ViewBuilder private var find: some View {
        Section {
            Button("scan_title", systemImage: "qrcode.viewfinder") { isScanning = true }
        } footer: {
            Text("addcontact_scan_explained")
        }
        Section {
            TextField("addcontact_field", text: $model.text, axis: .vertical)
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
                .keyboardType(.URL)
            PasteButton(payloadType: String.self) { texts in
                if let text = texts.first { model.text = text }
            }
            TaskButton("addcontact_find") { await model.find() }
                .disabled(!model.canFind)
        } footer: {
            Text("addcontact_field_explained")
        }
        lookUp
    }

    private var lookUp: some View {
        Section {
            Toggle("addcontact_look_up", isOn: $model.looksUp)
        } footer: {
            Text("addcontact_look_up_explained")
        }
    }

    @ViewBuilder private func complete(_ found: AddContactModel.Found) -> some View {
        Section {
            LabeledContent("contact_key") { Text(verbatim: found.npub).font(.footnote.monospaced()) }
            if let price = found.price { LabeledContent("contact_price") { Text(price) } }
            if let offer = found.offer {
                LabeledContent("contact_offer") { Text(verbatim: offer).lineLimit(1).truncationMode(.middle) }
            }
        }
        Section {
            ContactFields(name: $model.name, lightningAddress: $model.lightningAddress)
        } footer: {
            Text("addcontact_name_explained")
        }
        if found.lightningAddress == nil && found.offer == nil { lookUp }
        Section {
            TaskButton("addcontact_save") { await model.complete() }
            Button("addcontact_again", role: .cancel) { model.startAgain() }
        }
    }

    @ViewBuilder private func differs(
        _ found: AddContactModel.Found, _ differences: [AddContactModel.Difference]
    ) -> some View {
        Section {
            Label("addcontact_differs", systemImage: "exclamationmark.triangle")
            ForEach(differences, id: \.self) { difference in
                VStack(alignment: .leading, spacing: 4) {
                    Text(difference.label).font(.headline)
                    LabeledContent("addcontact_known") { Text(verbatim: difference.known) }
                    LabeledContent("addcontact_card") { Text(verbatim: difference.card) }
                }
            }
        } footer: {
            Text("addcontact_differs_explained")
        }
        Section {
            TaskButton("addcontact_take_over") { await model.resolve(takeOver: true) }
            TaskButton("addcontact_keep") { await model.resolve(takeOver: false) }
        }
    }

    private func done(_ npub: String) -> some View {
        Section {
            Label("addcontact_done", systemImage: "checkmark.circle")
            Button("contact_write", systemImage: "bubble.left") { router.open(.chat(peer: npub)) }
            Button("addcontact_another", systemImage: "person.badge.plus") { model.startAgain() }
        }
    }
}

#Preview {
    PreviewHome { AddContactScreen(model: AddContactModel(core: $0)) }
}
