// As much of QuickLook as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import SwiftUI

extension View {
    public func quickLookPreview(_ item: Binding<URL?>) -> some View { self }
}
