import Foundation

/// How times and amounts are written for this user. Its clock stands still in tests.
public struct Formats: Sendable {
    public var locale: Locale
    public var calendar: Calendar
    public var now: @Sendable () -> Date

    public init(
        locale: Locale = .autoupdatingCurrent, calendar: Calendar = .autoupdatingCurrent,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.locale = locale
        self.calendar = calendar
        self.now = now
    }

    var seconds: UInt64 { UInt64(max(0, now().timeIntervalSince1970)) }

    // MARK: Amounts

    /// `1,234 sat`; parts of a satoshi are shown where there are any.
    public func amount(msat: UInt64) -> Phrase {
        .of(.amountSats, .text(sats(msat)))
    }

    /// The same of whole satoshis, as the chain counts.
    public func onChain(_ sat: UInt64) -> Phrase {
        .of(.amountSats, .text(sat.formatted(.number.locale(locale))))
    }

    /// The number alone, as a field shows it.
    public func sats(_ msat: UInt64) -> String {
        (Decimal(msat) / 1000).formatted(.number.precision(.fractionLength(0...3)).locale(locale))
    }

    /// Reads what was typed into a field of satoshis: digits, or groups of three parted as in the user's
    /// region. What could mean parts of a satoshi is not read, so that a price is never taken for a
    /// thousand times as much.
    public func msat(sats text: String) -> UInt64? {
        let text = text.trimmingCharacters(in: .whitespaces)
        let groups = text.split(separator: locale.groupingSeparator ?? ",", omittingEmptySubsequences: false)
        let isGrouped = groups.dropFirst().allSatisfy { $0.count == 3 }
        let digits = groups.joined()
        guard isGrouped, digits.allSatisfy(\.isASCII), let sats = UInt64(digits) else { return nil }
        let (msat, overflows) = sats.multipliedReportingOverflow(by: 1000)
        return overflows ? nil : msat
    }

    // MARK: Times

    /// `14:32`, as the user's region writes it.
    public func clock(_ secs: UInt64) -> String {
        date(secs).formatted(style.hour().minute())
    }

    /// For a line of a list: the clock today, then yesterday, the weekday, the date.
    public func listTime(_ secs: UInt64) -> Phrase {
        calendar.isDate(date(secs), inSameDayAs: now()) ? .verbatim(clock(secs)) : day(secs)
    }

    /// For the line between two days of a chat.
    public func day(_ secs: UInt64) -> Phrase {
        let (day, today) = (calendar.startOfDay(for: date(secs)), calendar.startOfDay(for: now()))
        switch calendar.dateComponents([.day], from: day, to: today).day ?? 0 {
        case 0: return .of(.timeToday)
        case 1: return .of(.timeYesterday)
        case 2...6: return .verbatim(day.formatted(style.weekday(.wide)))
        default:
            let isThisYear = calendar.isDate(day, equalTo: today, toGranularity: .year)
            let format = style.day().month(.abbreviated)
            return .verbatim(day.formatted(isThisYear ? format : format.year()))
        }
    }

    /// A whole date with its time, for details.
    public func moment(_ secs: UInt64) -> String {
        date(secs).formatted(style.day().month(.abbreviated).year().hour().minute())
    }

    /// `1 hour`, `7 days`: in the largest unit that it is a whole number of.
    public func duration(_ secs: UInt64) -> Phrase {
        let units: [(UInt64, Words)] = [(86_400, .timeDays), (3_600, .timeHours), (60, .timeMinutes)]
        for (unit, words) in units where secs >= unit && secs % unit == 0 {
            return .of(words, .number(Int(secs / unit)))
        }
        return .of(.timeSeconds, .number(Int(clamping: secs)))
    }

    /// How long something is still there, in one unit, rounded up; nothing once it is over.
    public func remaining(until secs: UInt64) -> Phrase? {
        guard secs > seconds else { return nil }
        let left = secs - seconds
        let units: [(UInt64, Words)] = [(86_400, .timeDays), (3_600, .timeHours), (60, .timeMinutes)]
        for (unit, words) in units where left > unit {
            return .of(words, .number(Int((left + unit - 1) / unit)))
        }
        return .of(.timeMinutes, .number(1))
    }

    func isSameDay(_ one: UInt64, _ other: UInt64) -> Bool {
        calendar.isDate(date(one), inSameDayAs: date(other))
    }

    private func date(_ secs: UInt64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(secs))
    }

    private var style: Date.FormatStyle {
        Date.FormatStyle(locale: locale, calendar: calendar, timeZone: calendar.timeZone)
    }
}
