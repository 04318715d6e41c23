import Foundation

/// What somebody scanned, pasted or tapped, told by its looks; whether it is valid, the core finds out. The
/// rules are those of tests/scanned, the same as Android's.
public struct ScannedText: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// npub, nprofile, a card, or a key's hexadecimal digits.
        case contact
        /// `name@domain`: a lightning address, or a NIP-05 name.
        case lightningAddress = "lightning_address"
        case lnurl
        case offer
        case invoice
        /// `nostr+walletconnect://…`
        case wallet
        /// A text with a knock1 comment in it.
        case comment
        case secretKey = "secret_key"
        case recoveryWords = "recovery_words"
        /// `bunker://…`
        case remoteSigner = "remote_signer"
        case relay
        case bitcoinAddress = "bitcoin_address"
        /// Another thing of Nostr's than a person.
        case nostrEvent = "nostr_event"
        case webPage = "web_page"
        case nothing
        case unknown
    }

    public let kind: Kind
    /// What the core takes.
    public let value: String

    public init(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        (kind, value) = ScannedText.rules.lazy.compactMap { $0(text) }.first ?? (.unknown, text)
    }

    /// What to say where something else was expected.
    public var hint: Phrase {
        switch kind {
        case .contact: .of(.scannedContact)
        case .lightningAddress: .of(.scannedLightningAddress)
        case .lnurl: .of(.scannedLnurl)
        case .offer: .of(.scannedOffer)
        case .invoice: .of(.scannedInvoice)
        case .wallet: .of(.scannedWallet)
        case .comment: .of(.scannedComment)
        case .secretKey: .of(.scannedSecretKey)
        case .recoveryWords: .of(.scannedRecoveryWords)
        case .remoteSigner: .of(.scannedRemoteSigner)
        case .relay: .of(.scannedRelay)
        case .bitcoinAddress: .of(.scannedBitcoinAddress)
        case .nostrEvent: .of(.scannedNostrEvent)
        case .webPage: .of(.scannedWebPage)
        case .nothing: .of(.scannedNothing)
        case .unknown: .of(.scannedUnknown)
        }
    }
}

// The first rule that says something counts. Each gets the text without the space around it.
extension ScannedText {
    fileprivate typealias Verdict = (kind: Kind, value: String)

    fileprivate static let rules: [@Sendable (String) -> Verdict?] = [
        { $0.isEmpty ? (.nothing, "") : nil },
        // Before anything else can take a text that must not be shown around.
        { $0.contains(/(?i)(^|[^0-9a-z])(nsec1|ncryptsec1)[0-9a-z]{20,}/) ? (.secretKey, $0) : nil },
        { $0.contains(/knock1\S{16,}/) ? (.comment, $0) : nil },
        {
            $0.starts(with: /(?i)nostr\+?walletconnect:/)
                ? (.wallet, $0) : $0.starts(with: /(?i)bunker:\/\//) ? (.remoteSigner, $0) : nil
        },
        { isRecoveryWords($0) ? (.recoveryWords, $0.lowercased()) : nil },
        { $0.starts(with: /(?i)wss?:\/\//) ? (.relay, $0) : nil },
        bitcoin,
        { payment(withoutScheme("lightning", $0)) },
        nostr,
        {
            let address = withoutScheme("lightning", $0)
            let isAddress = address.wholeMatch(of: /[^\s@\/:]+@[^\s@\/]+/) != nil
            return isAddress ? (.lightningAddress, address.lowercased()) : nil
        },
        webPage,
        // Somebody's key in the middle of a text.
        { person(in: $0).map { (.contact, $0) } },
    ]

    /// BIP-39: as many words as there can be.
    private static func isRecoveryWords(_ text: String) -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace)
        return [12, 15, 18, 21, 24].contains(words.count)
            && words.allSatisfy { $0.wholeMatch(of: /[A-Za-z]{3,8}/) != nil }
    }

    /// A `bitcoin:` link (BIP-21), which may hold an offer or an invoice as well; or a bare address.
    @Sendable private static func bitcoin(_ text: String) -> Verdict? {
        if text.starts(with: /(?i)bitcoin:/) {
            let items = URLComponents(string: text)?.queryItems ?? []
            for name in ["lno", "lightning"] {
                let value = items.first { $0.name.lowercased() == name }?.value
                if let verdict = value.flatMap({ payment($0) }) { return verdict }
            }
            return (.bitcoinAddress, text)
        }
        let isAddress = text.wholeMatch(
            of: /(?i)(bc1|tb1|bcrt1)[0-9a-z]{20,87}|[13][1-9A-HJ-NP-Za-km-z]{25,34}/)
        return isAddress == nil ? nil : (.bitcoinAddress, text)
    }

    /// What Lightning wallets show.
    private static func payment(_ text: String) -> Verdict? {
        let lower = text.lowercased()
        if lower.hasPrefix("lno1") { return (.offer, text) }
        if lower.hasPrefix("lnurl1") || lower.hasPrefix("lnurlp://") { return (.lnurl, text) }
        return lower.prefixMatch(of: /ln(bc|tb|tbs|bcrt)[0-9]*[munp]?1[0-9a-z]{20,}/) == nil
            ? nil : (.invoice, text)
    }

    /// `nostr:` and `knock:` links, keys, and other things of Nostr's.
    @Sendable private static func nostr(_ text: String) -> Verdict? {
        let code = withoutScheme("knock", withoutScheme("nostr", text))
        if code.wholeMatch(of: /(?i)(npub1|nprofile1)[0-9a-z]+/) != nil {
            return (.contact, code.lowercased())
        }
        if code.wholeMatch(of: /[0-9a-fA-F]{64}/) != nil { return (.contact, code.lowercased()) }
        let isOther = code.wholeMatch(of: /(?i)(note1|nevent1|naddr1|nrelay1)[0-9a-z]+/) != nil
        return isOther ? (.nostrEvent, code) : nil
    }

    /// A page that shows somebody, or has an LNURL in it (LUD-01), is taken for these.
    @Sendable private static func webPage(_ text: String) -> Verdict? {
        guard text.starts(with: /(?i)https?:\/\//) else { return nil }
        let items = URLComponents(string: text)?.queryItems ?? []
        let isLnurl = items.contains {
            $0.name.lowercased() == "lightning" && $0.value?.lowercased().hasPrefix("lnurl1") == true
        }
        if isLnurl { return (.lnurl, text) }
        return person(in: text).map { (.contact, $0) } ?? (.webPage, text)
    }

    private static func person(in text: String) -> String? {
        let key = /(?i)(?:^|[^0-9a-z])(npub1[02-9ac-hj-np-z]{58}|nprofile1[02-9ac-hj-np-z]{50,})(?![0-9a-z])/
        return text.firstMatch(of: key).map { $0.output.1.lowercased() }
    }

    private static func withoutScheme(_ scheme: String, _ text: String) -> String {
        guard text.lowercased().hasPrefix("\(scheme):") else { return text }
        return String(text.dropFirst(scheme.count + 1).drop { $0 == "/" })
    }
}
