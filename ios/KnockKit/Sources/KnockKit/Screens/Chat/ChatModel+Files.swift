import Foundation

/// Files of a chat. They rest encrypted; what a view or another app gets is opened for it.
extension ChatModel {
    /// Fetches a message's file to this phone.
    public func fetchFile(_ id: Int64) async {
        guard transfers[id] == nil else { return }
        transfers[id] = .begun
        let progress = TransferRelay { [weak self] transfer in
            // What is told after the end comes too late.
            if self?.transfers[id] != nil { self?.transfers[id] = transfer }
        }
        let fetched = await attempt { try await core.fetchFile(messageId: id, progress: progress) }
        transfers[id] = nil
        if fetched != nil { await refresh(id) }
    }

    /// A picture's bytes, decoded by the view; fetched first where that needs no question.
    public func picture(_ bubble: Bubble) async -> Data? {
        guard let file = bubble.file, file.isPicture else { return nil }
        if !file.isHere {
            guard file.isFetchedByItself else { return nil }
            await fetchFile(bubble.id)
        }
        return try? await core.readFile(messageId: bubble.id)
    }

    /// Writes a file for another app into this folder. Whoever asks deletes it again.
    public func export(_ bubble: Bubble, into folder: URL) async -> URL? {
        guard let file = bubble.file else { return nil }
        if !file.isHere { await fetchFile(bubble.id) }
        let url = folder.appending(path: file.fileName(bubble.id))
        return await attempt {
            try? FileManager.default.removeItem(at: url)
            try await core.saveFile(messageId: bubble.id, path: url.path)
            return url
        }
    }
}
