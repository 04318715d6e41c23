// As much of PhotosUI as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
import SwiftUI
public struct PhotosPickerItem: Equatable, Sendable {
    public struct EncodingDisambiguationPolicy: Equatable, Sendable {
        public static let automatic = Self(), current = Self(), compatible = Self()
    }
    public func loadTransferable<T: Transferable>(type: T.Type) async throws -> T? { nil }
}
public struct PHPickerFilter: Sendable { public static let images = Self() }
@MainActor public struct PhotosPicker<L: View>: View {
    public init(
        selection: Binding<PhotosPickerItem?>, matching: PHPickerFilter? = nil, @ViewBuilder label: () -> L
    ) {}
    public var body: some View { EmptyView() }
}
extension View {
    public func photosPicker(
        isPresented: Binding<Bool>, selection: Binding<PhotosPickerItem?>, matching: PHPickerFilter? = nil,
        preferredItemEncoding: PhotosPickerItem.EncodingDisambiguationPolicy = .automatic
    ) -> some View { self }
}
