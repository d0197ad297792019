/// A day of the proleptic Gregorian calendar, without a time zone: `2026-12-18`.
public struct LocalDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int

    public init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// Nil where there is no such day, as for 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(year: year, month: month)
        else { return nil }
        daysSinceEpoch = Self.days(year: year, month: month, day: day)
    }

    /// Reads `2026-12-18` and nothing else: four, two and two digits, an existing day.
    public init?(_ text: String) { self.init(bytes: text.utf8.span) }

    /// The same from bytes.
    public init?(bytes text: Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = Self.number(text, 0..<4), let month = Self.number(text, 5..<7),
            let day = Self.number(text, 8..<10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var result = 0
        for index in range {
            guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { return nil }
            result = result * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return result
    }

    /// 9999-12-31: a later day cannot be written.
    public static let last = LocalDate(daysSinceEpoch: 2_932_896)

    public var year: Int { civil.year }
    /// 1...12.
    public var month: Int { civil.month }
    /// 1...31.
    public var day: Int { civil.day }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday.allCases[(daysSinceEpoch % 7 + 7 + 3) % 7]
    }

    public static func < (left: LocalDate, right: LocalDate) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    public static func + (date: LocalDate, days: Int) -> LocalDate {
        LocalDate(daysSinceEpoch: date.daysSinceEpoch + days)
    }

    public static func - (date: LocalDate, days: Int) -> LocalDate { date + -days }

    /// Calendar days from `right` to `left`.
    public static func - (left: LocalDate, right: LocalDate) -> Int { left.daysSinceEpoch - right.daysSinceEpoch }

    /// The same day of a later month, or its last day where it is shorter: 31 January + 1 month is 28 February.
    public func adding(months: Int) -> LocalDate {
        let (year, month, day) = civil
        let index = year * 12 + (month - 1) + months
        let newYear = Int(Int64(index).floorDivided(by: 12))
        let newMonth = index - newYear * 12 + 1
        let newDay = min(day, Self.daysInMonth(year: newYear, month: newMonth))
        return LocalDate(daysSinceEpoch: Self.days(year: newYear, month: newMonth, day: newDay))
    }

    /// 28...31.
    public static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since the epoch of a civil date. The year is counted from March, so that the leap day ends it;
    /// 400 years are 146,097 days.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).floorDivided(by: 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = Int(Int64(shifted).floorDivided(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension LocalDate: CustomStringConvertible, Codable {
    /// ISO 8601: `2026-12-18`.
    public var description: String { "\(pad(year, 4))-\(pad(month))-\(pad(day))" }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = LocalDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a date")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension LocalDate {
    /// `Fri 18 Dec`, as people read it; with the year where `reader` is a day of another year.
    public func spoken(seenFrom reader: LocalDate) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = "\(weekday.short) \(day) \(months[month - 1])"
        return year == reader.year ? text : text + " \(year)"
    }
}

/// A day of the week, in the order of ISO 8601: Monday first.
public enum Weekday: String, CaseIterable, Hashable, Sendable, Codable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// `Mon`.
    public var short: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst().prefix(2) }

    /// Reads `mon` and `monday` in any case.
    public init?(name: String) {
        let lowered = name.lowercased()
        guard let match = Self.allCases.first(where: { $0.rawValue == lowered || $0.rawValue.prefix(3) == lowered })
        else {
            return nil
        }
        self = match
    }
}
