/// A count of working days of some calendar: `3wd`.
public struct WorkingDays: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let count: Int

    /// What a file may say at most: four centuries. Sums of such figures never overflow.
    public static let most = 100_000

    public init(_ count: Int) { self.count = count }

    /// Reads `3wd`; nil for anything else, and for more than `most`.
    public init?(_ text: String) {
        guard let digits = text.beforeUnit("wd"), digits.first != "+", let count = Int(digits),
            (-Self.most...Self.most).contains(count)
        else { return nil }
        self.count = count
    }

    public static func < (left: WorkingDays, right: WorkingDays) -> Bool { left.count < right.count }

    public var description: String { "\(count)wd" }
}

/// A stretch of calendar time as people write it: `90s 10m 2h 3d 2w 1 month`, or working days, `3wd`.
///
/// A `d` is never a working day, and a month has no fixed length: it is added to a date, not to an instant.
public enum CalendarSpan: Hashable, Sendable, CustomStringConvertible {
    case elapsed(Duration)
    case days(Int)
    case months(Int)
    case working(WorkingDays)

    /// Reads `90s`, `10m`, `500ms`, `2h`, `3d`, `2w`, `2 weeks`, `1 month`, `1 year`, `3wd`; nil for anything else.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count < 1_000_000 else { return nil }
        switch text.dropFirst(digits.count).drop(while: { $0 == " " }) {
        case "ms": self = .elapsed(.milliseconds(count))
        case "s": self = .elapsed(.seconds(count))
        case "m": self = .elapsed(.seconds(count * 60))
        case "h": self = .elapsed(.seconds(count * 3600))
        case "d", "day", "days": self = .days(count)
        case "w", "week", "weeks": self = .days(count * 7)
        case "month", "months": self = .months(count)
        case "quarter", "quarters": self = .months(count * 3)
        case "year", "years": self = .months(count * 12)
        case "wd": self = .working(WorkingDays(count))
        default: return nil
        }
    }

    /// The fixed length, a day counted as 24 hours; nil for months and working days.
    public var duration: Duration? {
        switch self {
        case .elapsed(let duration): duration
        case .days(let count): .seconds(count * 86_400)
        case .months, .working: nil
        }
    }

    /// The shortest form that reads back as the same span: `2w`, `10m`, `1 month`.
    public var description: String {
        switch self {
        case .elapsed(let duration): duration.short
        case .days(let count): count > 0 && count % 7 == 0 ? "\(count / 7)w" : "\(count)d"
        case .months(let count): count == 1 ? "1 month" : "\(count) months"
        case .working(let days): "\(days)"
        }
    }
}

extension Duration {
    /// `90s`, `10m`, `2h`, `500ms`: the largest unit that gives a whole number.
    public var short: String {
        let milliseconds = wholeNanoseconds / 1_000_000
        if milliseconds % 1000 != 0 || milliseconds == 0 { return "\(milliseconds)ms" }
        let seconds = milliseconds / 1000
        if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        if seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}

extension String {
    /// What stands before a unit at the end, as `3` before `wd`; nil where that is not the end.
    ///
    /// - Parameter unit: ASCII.
    package func beforeUnit(_ unit: StaticString) -> Substring? {
        let count = utf8.count - unit.utf8CodeUnitCount
        guard count >= 0 else { return nil }
        let end = utf8.index(utf8.startIndex, offsetBy: count)
        let matches = unit.withUTF8Buffer { utf8[end...].elementsEqual($0) }
        return matches ? self[..<end] : nil
    }
}
