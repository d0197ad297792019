/// The parts of an ISO 8601 date and time, `2026-11-02T08:00`, with or without an offset.
public struct LocalTimeText: Hashable, Sendable {
    public let date: LocalDate
    /// Hour, minute and second of the day: 0...23, 0...59, 0...59.
    public let hour: Int
    public let minute: Int
    public let second: Int
    public let nanosecond: Int
    /// Seconds east of UTC; nil where the text names no offset.
    public let offsetSeconds: Int?

    /// Reads `2026-11-02`, `2026-11-02T08:00`, `2026-11-02 08:00:30.5Z` and kin; nil for anything else.
    public init?(_ text: String) {
        var rest = Substring(text)
        guard let date = LocalDate(String(rest.prefix(10))) else { return nil }
        rest = rest.dropFirst(10)
        self.date = date
        guard let separator = rest.popFirst() else {
            (hour, minute, second, nanosecond, offsetSeconds) = (0, 0, 0, 0, nil)
            return
        }
        guard separator == "T" || separator == " " || separator == "t" else { return nil }
        guard let hour = Self.twoDigits(&rest), hour < 24, rest.popFirst() == ":",
            let minute = Self.twoDigits(&rest), minute < 60
        else { return nil }
        var second = 0
        var nanosecond = 0
        if rest.first == ":" {
            rest = rest.dropFirst()
            guard let value = Self.twoDigits(&rest), value < 60 else { return nil }
            second = value
            if rest.first == "." {
                let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard !digits.isEmpty, digits.count <= 9, let value = Int(digits) else { return nil }
                nanosecond = (digits.count..<9).reduce(value) { result, _ in result * 10 }
                rest = rest.dropFirst(1 + digits.count)
            }
        }
        guard let offset = Self.offset(rest) else { return nil }
        (self.hour, self.minute, self.second, self.nanosecond, self.offsetSeconds) = (
            hour, minute, second, nanosecond, offset
        )
    }

    /// The instant these figures name in UTC, the offset left out of account.
    public var utcIfOffsetWereZero: Instant {
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return Instant(secondsSinceEpoch: seconds) + .nanoseconds(nanosecond)
    }

    private static func twoDigits(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(digits) else {
            return nil
        }
        rest = rest.dropFirst(2)
        return value
    }

    /// `.some(nil)`: no offset given; `nil`: something that is not one.
    private static func offset(_ text: Substring) -> Int?? {
        if text.isEmpty { return .some(nil) }
        if text == "Z" || text == "z" { return .some(0) }
        var rest = text
        guard let sign = rest.popFirst(), sign == "+" || sign == "-", let hours = twoDigits(&rest), hours < 24 else {
            return nil
        }
        if rest.first == ":" { rest = rest.dropFirst() }
        guard let minutes = twoDigits(&rest), minutes < 60, rest.isEmpty else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return .some(sign == "-" ? -seconds : seconds)
    }
}
