import Foundation
import KnockKit
import Testing

@Suite struct FormatsTests {
    private let formats = Formats.test

    private var german: Formats {
        var formats = Formats.test
        formats.locale = Locale(identifier: "de_DE")
        return formats
    }

    private static let amounts: [(UInt64, String)] = [
        (0, "0 sat"), (1, "0.001 sat"), (999, "0.999 sat"), (1_000, "1 sat"), (1_500, "1.5 sat"),
        (1_234_567_000, "1,234,567 sat"), (UInt64.max, "18,446,744,073,709,551.615 sat"),
    ]

    @Test(arguments: amounts)
    func amounts(msat: UInt64, text: String) {
        #expect(formats.amount(msat: msat).english == text)
    }

    @Test func theUsersRegionCounts() {
        #expect(german.sats(1_234_000) == "1.234" && german.msat(sats: "1.234") == 1_234_000)
        #expect(german.msat(sats: "1,234") == nil)
        #expect(formats.msat(sats: "1,234") == 1_234_000 && formats.msat(sats: "1.234") == nil)
        #expect(german.clock(noon) == "12:00")
    }

    @Test(arguments: [0, 1_000, 21_000, 1_234_000, 999_999_999_000] as [UInt64])
    func whatAFieldShowsIsReadAgain(msat: UInt64) {
        for formats in [formats, german] { #expect(formats.msat(sats: formats.sats(msat)) == msat) }
    }

    private static let times: [(UInt64, String)] = [
        (noon, "12:00\u{202f}PM"), (noon - 86_400, "Yesterday"), (noon - 3 * 86_400, "Friday"),
        (noon - 30 * 86_400, "Oct 31"), (noon - 400 * 86_400, "Oct 26, 2025"),
    ]

    @Test(arguments: times)
    func timesOfAList(secs: UInt64, text: String) {
        #expect(formats.listTime(secs).english == text)
    }

    private static let durations: [(UInt64, String)] = [
        (3_600, "1 hours"), (86_400, "1 days"), (604_800, "7 days"), (5_400, "90 minutes"),
        (61, "61 seconds"),
        (0, "0 seconds"),
    ]

    @Test(arguments: durations)
    func durations(secs: UInt64, text: String) {
        #expect(formats.duration(secs).english == text)
    }

    @Test func whatRemainsIsRoundedUp() {
        let now = noon + 300
        #expect(formats.remaining(until: now) == nil)
        #expect(formats.remaining(until: now + 1) == .of(.timeMinutes, .number(1)))
        #expect(formats.remaining(until: now + 3_600) == .of(.timeMinutes, .number(60)))
        #expect(formats.remaining(until: now + 3_601) == .of(.timeHours, .number(2)))
        #expect(formats.remaining(until: now + 86_401) == .of(.timeDays, .number(2)))
    }

    @Test func names() {
        #expect(
            initials(of: "Alice Bob Carol") == "AB" && initials(of: "…") == "" && initials(of: "éa") == "É")
        #expect(shortened(npub: FakeHome.bob) == "npub1bob0000…000bob")
        #expect(shortened(npub: "npub1") == "npub1")
    }
}

@Suite struct PhraseTests {
    @Test func gapsAreFilledInOrderOrByNumber() {
        let phrase = Phrase.of(.requestPaid, .text("1 sat"), .phrase(.of(.amountSats, .text("21"))))
        #expect(phrase.english == "Paid 1 sat; you ask for 21 sat")
        #expect(phrase.resolved { $0 == .amountSats ? "%@" : "%2$@ of %1$@, 100%%" } == "21 of 1 sat, 100%")
    }

    @Test func aTextIsNotReadForGaps() {
        #expect(Phrase.verbatim("50%@").english == "50%@")
        #expect(Phrase.of(.errorOther, .text("%@ %lld")).english == "That did not work: %@ %lld")
    }

    @Test func everyKeyHasEnglish() {
        for words in Words.allCases { #expect(words.english != words.rawValue && !words.english.isEmpty) }
    }

    @Test func errorsAreToldInOurWordsOrTheirs() {
        #expect(
            Phrase.error(KnockError.Rejected(kind: "too_expensive", text: "", code: ""))
                == .of(.errorTooExpensive))
        let unknown = KnockError.Rejected(kind: "from_the_future", text: "it says no", code: "")
        #expect(Phrase.error(unknown).english == "That did not work: it says no")
        #expect(
            Phrase.error(KnockError.Network(kind: "x", text: "gone", retryable: true)).english
                == "The network is not there: gone")
        #expect(Phrase.error(Wrong("secret")) == .of(.errorUnexpected))
        #expect(Phrase.error(kind: nil, text: nil) == nil)
        #expect(Phrase.error(kind: "message_expired", text: "") == .of(.errorMessageExpired))
    }
}
