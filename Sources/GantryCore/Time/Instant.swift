/// A point on the time line, to the nanosecond, without a time zone.
///
/// Covers the years 1678 to 2262. Its text and JSON form is RFC 3339 in UTC, `2026-11-02T07:00:00Z`.
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z; leap seconds are not counted (POSIX time).
    public let nanosecondsSinceEpoch: Int64

    public init(nanosecondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
    }

    /// - Parameter secondsSinceEpoch: whole POSIX seconds; values outside the covered years are clamped.
    public init(secondsSinceEpoch: Int64) {
        let (product, overflow) = secondsSinceEpoch.multipliedReportingOverflow(by: 1_000_000_000)
        self.nanosecondsSinceEpoch = overflow ? (secondsSinceEpoch < 0 ? .min : .max) : product
    }

    /// Whole POSIX seconds, rounded towards the past.
    public var secondsSinceEpoch: Int64 {
        let (quotient, remainder) = nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }

    /// Moves by elapsed time; saturates at the ends of the covered years.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanosecondsSinceEpoch.addingReportingOverflow(duration.wholeNanoseconds)
        return Instant(nanosecondsSinceEpoch: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    public static func - (instant: Instant, duration: Duration) -> Instant {
        instant + .nanoseconds(-duration.wholeNanoseconds)
    }

    /// The elapsed time from `right` to `left`; negative when `left` is earlier.
    public static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanosecondsSinceEpoch) - .nanoseconds(right.nanosecondsSinceEpoch)
    }
}

extension Duration {
    /// The length in nanoseconds, clamped to what 64 bits hold (292 years).
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min + 1 : .max }
        let (sum, carried) = nanoseconds.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min + 1 : .max) : sum
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with milliseconds only where there are any: `2026-11-02T07:00:00Z`.
    public var description: String {
        formatted(offsetSeconds: 0)
    }

    /// RFC 3339 at a given offset: `2026-11-02T08:00:00+01:00`, or `Z` at offset zero.
    ///
    /// - Parameter offsetSeconds: seconds east of UTC; shown to the minute.
    public func formatted(offsetSeconds: Int) -> String {
        let local = secondsSinceEpoch + Int64(offsetSeconds)
        let days = local.floorDivided(by: 86_400)
        let second = Int(local - days * 86_400)
        // The first instant of all has no whole second before it that could be multiplied.
        let remainder = nanosecondsSinceEpoch % 1_000_000_000
        let millisecond = Int((remainder < 0 ? remainder + 1_000_000_000 : remainder) / 1_000_000)
        var text =
            "\(LocalDate(daysSinceEpoch: Int(days)))T\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))"
        if millisecond > 0 { text += "." + pad(millisecond, 3) }
        guard offsetSeconds != 0 else { return text + "Z" }
        let minutes = abs(offsetSeconds) / 60
        return text + (offsetSeconds < 0 ? "-" : "+") + "\(pad(minutes / 60)):\(pad(minutes % 60))"
    }

    /// Reads RFC 3339 with an offset, `2026-11-02T08:00:00+01:00`; seconds and their fraction may be left out.
    ///
    /// Returns nil for anything else, a time without an offset among it.
    public init?(rfc3339 text: String) {
        guard let split = LocalTimeText(text), let offset = split.offsetSeconds else { return nil }
        self = split.utcIfOffsetWereZero - .seconds(offset)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an RFC 3339 time")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    /// Division that rounds towards the past, so that days before 1970 come out right.
    package func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// A number with leading zeros.
package func pad(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
