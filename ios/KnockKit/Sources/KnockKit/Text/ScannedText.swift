import Foundation
import KnockFFI

/// What somebody scanned, pasted or tapped. The core tells what it is, for every app alike (tests/scanned); here is
/// what to say of it.
public struct ScannedText: Sendable {
    public let text: String
    public let code: Code

    public init(_ text: String) {
        self.text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        code = readCode(text: text)
    }

    /// What to say where something else was expected.
    public var hint: Phrase {
        if text.isEmpty { return .of(.scannedNothing) }
        if isRecoveryWords { return .of(.scannedRecoveryWords) }
        return switch code {
        case .person: .of(.scannedPerson)
        case .nip05: .of(.scannedName)
        case .comment: .of(.scannedComment)
        case .walletLink: .of(.scannedWalletLink)
        case .bunker: .of(.scannedBunker)
        case .secretKey: .of(.scannedSecretKey)
        case .invoice: .of(.scannedInvoice)
        case .offer: .of(.scannedOffer)
        case .lnurl: .of(.scannedLnurl)
        case .otherNostr: .of(.scannedOtherNostr)
        case .bitcoin: .of(.scannedBitcoin)
        case .web: .of(.scannedWeb)
        case .damaged: .of(.scannedDamaged)
        case .unknown: .of(.scannedUnknown)
        }
    }

    /// As many words as BIP-39 has. Where they are welcome the core checks them; elsewhere the user is warned.
    public var isRecoveryWords: Bool {
        let words = text.split(whereSeparator: \.isWhitespace)
        return [12, 15, 18, 21, 24].contains(words.count)
            && words.allSatisfy { $0.wholeMatch(of: /[A-Za-z]{3,8}/) != nil }
    }
}
