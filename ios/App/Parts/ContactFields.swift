import SwiftUI

/// What the user notes about somebody, as rows of a form.
struct ContactFields: View {
    @Binding var name: String
    @Binding var lightningAddress: String

    var body: some View {
        TextField("contact_name", text: $name)
            .textContentType(.name)
        TextField("contact_lightning_address", text: $lightningAddress)
            .autocorrectionDisabled()
            .textInputAutocapitalization(.never)
            .keyboardType(.emailAddress)
    }
}
