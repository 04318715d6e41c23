import Foundation

/// How people are shown who have no name: `npub1abcdefg…uvwxyz`, as the core does it.
public func shortened(npub: String) -> String {
    npub.count > 20 ? "\(npub.prefix(12))…\(npub.suffix(6))" : npub
}

extension Conversation {
    public func isMuted(at secs: UInt64) -> Bool { mutedUntil > secs }
}

extension Contact {
    /// Whether a knock can be paid there at all.
    public var canBeKnocked: Bool { lightningAddress != nil || offer != nil }
}

/// One or two letters for the picture of somebody who has none.
public func initials(of title: String) -> String {
    let words = title.split { !$0.isLetter && !$0.isNumber }
    return String(words.prefix(2).compactMap(\.first)).uppercased()
}
