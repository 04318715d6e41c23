// As much of UniformTypeIdentifiers as the app uses, so that its types can be checked where no SDK is. Signatures as Apple documents
// them; nothing here runs.
public struct UTType: Sendable {
    public static let plainText = UTType()
    public static let item = UTType()
    public var identifier: String { "" }
}
