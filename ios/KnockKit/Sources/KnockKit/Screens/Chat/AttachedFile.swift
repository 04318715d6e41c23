import Foundation

/// A file in a bubble.
public struct AttachedFile: Hashable, Sendable {
    public let mime: String
    public let name: String?
    /// `1.2 MB`, where it is known.
    public let size: String?
    public let isPicture: Bool
    /// Width through height, of a picture.
    public let aspectRatio: Double?
    /// What is shown until the picture is here: see `blurredPixels`.
    public let blurhash: String?
    /// Whose server it is on. Fetching shows it the phone's address.
    public let host: String
    /// On this phone already.
    public let isHere: Bool
    /// A contact's pictures are fetched by themselves; a stranger's only when the user says so.
    public let isFetchedByItself: Bool

    init(_ info: FileInfo) {
        mime = info.mime
        name = info.name
        size = info.size.map { Int64(clamping: $0).formatted(.byteCount(style: .file)) }
        isPicture = info.mime.hasPrefix("image/")
        aspectRatio =
            if let width = info.width, let height = info.height, width > 0, height > 0 {
                Double(width) / Double(height)
            } else {
                nil
            }
        blurhash = info.blurhash
        host = info.host
        isHere = info.isHere
        isFetchedByItself = info.isFromContact && info.mime.hasPrefix("image/")
    }

    /// The name that it gets where it is saved, without anything that would lead elsewhere.
    func fileName(_ id: Int64) -> String {
        let kept = (name ?? "").split { $0 == "/" || $0 == "\\" || $0 == "\0" }.last.map(String.init) ?? ""
        let bare = kept.drop { $0 == "." }
        if !bare.isEmpty { return String(bare.suffix(100)) }
        let ending = mime.split(separator: "/").last.map { ".\($0.filter(\.isLetter))" } ?? ""
        return "knock-\(id)\(ending)"
    }
}

/// A file that will go along with the next message.
public struct Attachment: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        case file(URL)
        case data(Data)
    }

    public let source: Source
    /// Sent only where the file goes as it is: a picture's name tells too much.
    public let name: String?

    public init(_ source: Source, name: String? = nil) {
        self.source = source
        self.name = name
    }

    func newFile(caption: String, asIs: Bool) -> NewFile {
        let bytes: FileSource =
            switch source {
            case .file(let url): .path(path: url.path)
            case .data(let data): .bytes(bytes: data)
            }
        return NewFile(source: bytes, name: name, caption: caption.isEmpty ? nil : caption, asIs: asIs)
    }
}
