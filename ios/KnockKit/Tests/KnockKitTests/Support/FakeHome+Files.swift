import Foundation
import KnockKit

extension FakeHome {
    /// A picture that came; its server has it.
    @discardableResult
    func receivePicture(caption: String = "", fromContact: Bool) -> ChatMessage {
        let id = nextId()
        let message = makeMessage(
            id: id, peer: FakeHome.bob, mine: false, text: caption, at: noon,
            file: makeFile(caption: caption, isHere: false, isFromContact: fromContact))
        chats[FakeHome.bob, default: Chat()].messages.append(message)
        served[id] = Data("a picture".utf8)
        tell(.messageReceived(message: asMessage(message)))
        return message
    }

    func hangUploads(_ hang: Bool) {
        uploadsHang = hang
    }

    func useFileServer() {
        settingsNow.fileServer = "https://files.example/"
    }

    func publications(messageId: Int64) async throws -> [Publication] {
        try called("publications")
        return [
            Publication(relay: "wss://one.example/", outcome: .accepted, reason: nil),
            Publication(relay: "wss://two.example/", outcome: .rejected, reason: "blocked: pay first"),
            Publication(relay: "wss://three.example/", outcome: .waiting, reason: nil),
        ]
    }

    func sendFile(
        to: String, file: NewFile, options: SendOptions, progress: (any ProgressListener)?
    ) async throws -> Outgoing {
        try called("sendFile")
        guard settingsNow.fileServer != nil else {
            throw KnockError.Rejected(kind: "no_file_server", text: "", code: "no_file_server")
        }
        if uploadsHang { try await Task.sleep(for: .seconds(3_600)) }
        guard case .bytes(let bytes) = file.source else { throw Wrong("a path") }
        if String(decoding: bytes, as: UTF8.self).contains("GPS"), !file.asIs {
            throw KnockError.Rejected(kind: "file_keeps_metadata", text: "", code: "file_keeps_metadata")
        }
        try progress?.onProgress(done: UInt64(bytes.count), of: UInt64(bytes.count))
        let id = nextId()
        files[id] = bytes
        chats[to, default: Chat()].messages.append(
            makeMessage(
                id: id, peer: to, mine: true, text: file.caption ?? "", at: noon,
                delivery: makeDelivery(.paid),
                file: makeFile(caption: file.caption, isHere: true, isFromContact: true)))
        tell(.sending(messageId: id, step: .sealed))
        return makeOutgoing(id, message: id, peer: to)
    }

    func fetchFile(messageId: Int64, progress: (any ProgressListener)?) async throws -> FileInfo {
        try called("fetchFile")
        guard let bytes = served[messageId] else {
            throw KnockError.Network(kind: "host_unreachable", text: "", retryable: true)
        }
        files[messageId] = bytes
        let message = try await chatMessage(id: messageId)
        let file = makeFile(
            caption: message.text, isHere: true, isFromContact: message.file?.isFromContact ?? false)
        if let index = chats[message.peer]?.messages.firstIndex(where: { $0.id == messageId }) {
            let changed = makeMessage(
                id: messageId, peer: message.peer, mine: message.mine, text: message.text, at: message.sentAt,
                file: file)
            chats[message.peer]?.messages[index] = changed
        }
        return file
    }

    func readFile(messageId: Int64) async throws -> Data {
        try called("readFile")
        guard let bytes = files[messageId] else {
            throw KnockError.NotFound(kind: "file_not_fetched", text: "not here")
        }
        return bytes
    }

    func saveFile(messageId: Int64, path: String) async throws {
        try called("saveFile")
        try await readFile(messageId: messageId).write(to: URL(fileURLWithPath: path))
    }
}
