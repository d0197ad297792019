import GantryCore

/// The rule at the end of a time zone file, which says what holds after the last listed transition: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2024 8.3 (TZ), and RFC 9636 3.3.1, which allows times of -167 to 167 hours.
struct FooterRule: Hashable, Sendable {
    /// Summer time: its offset, and when it begins and ends each year.
    struct Summer: Hashable, Sendable {
        /// Seconds east of UTC.
        let offset: Int
        let start: DayRule
        let end: DayRule
    }

    /// A day and a time of every year.
    struct DayRule: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `J60`: 1...365, 29 February never counted.
            case julian(Int)
            /// `59`: 0...365, 29 February counted.
            case ordinal(Int)
            /// `M3.5.0`: week 5 is the last; weekday 0 is Sunday.
            case week(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        /// Seconds from midnight of the clock on the wall.
        let time: Int
    }

    /// Seconds east of UTC.
    let standardOffset: Int
    /// Nil where the zone has none.
    let summer: Summer?

    /// Adds the transitions of the rule.
    ///
    /// - Parameters:
    ///   - last: the POSIX second of the last listed transition; nil where the file lists none.
    ///   - years: the years to write out; those wholly before `last` are skipped.
    func extend(_ table: inout OffsetTable, after last: Int64?, years: ClosedRange<Int>) {
        guard let summer else {
            if let last {
                table.append(at: last, offset: standardOffset)
            } else {
                table = OffsetTable(initialOffset: standardOffset)
            }
            return
        }
        let lastYear =
            last.flatMap { $0 < Self.year1 ? nil : LocalDateTime(wallSeconds: $0).date.year } ?? years.lowerBound
        var changes: [(second: Int64, isSummer: Bool)] = []
        for year in max(years.lowerBound, min(lastYear - 1, years.upperBound))...years.upperBound {
            changes.append((summer.start.wallSeconds(in: year) - Int64(standardOffset), true))
            changes.append((summer.end.wallSeconds(in: year) - Int64(summer.offset), false))
        }
        // Where a summer begins at the instant the one before ends, as in a zone with summer time all year, the
        // beginning counts.
        changes.sort { ($0.second, $0.isSummer ? 1 : 0) < ($1.second, $1.isSummer ? 1 : 0) }
        for change in changes where change.second > last ?? .min {
            table.append(at: change.second, offset: change.isSummer ? summer.offset : standardOffset)
        }
    }

    /// 1 January of year 1, before which dates have no year here.
    private static let year1: Int64 = -62_135_596_800
}

extension FooterRule.DayRule {
    /// Seconds since 1970-01-01T00:00:00 on the wall.
    func wallSeconds(in year: Int) -> Int64 {
        guard let newYear = LocalDate(year: year, month: 1, day: 1) else { return 0 }
        let isLeap = LocalDate.daysInMonth(year: year, month: 2) == 29
        let date: LocalDate
        switch day {
        case .julian(let number): date = newYear + (number - 1 + (isLeap && number >= 60 ? 1 : 0))
        case .ordinal(let number): date = newYear + number
        case .week(let month, let week, let weekday): date = Self.day(newYear.adding(months: month - 1), week, weekday)
        }
        return Int64(date.daysSinceEpoch) * 86_400 + Int64(time)
    }

    private static func day(_ first: LocalDate, _ week: Int, _ weekday: Int) -> LocalDate {
        // 1970-01-01 was a Thursday, weekday 4 where Sunday is 0.
        let firstWeekday = ((first.daysSinceEpoch + 4) % 7 + 7) % 7
        var date = first + ((weekday - firstWeekday + 7) % 7 + 7 * (week - 1))
        while date.month != first.month { date = date - 7 }
        return date
    }
}

extension FooterRule {
    /// Reads the footer's text; nil where it is not a rule.
    init?(_ text: String) {
        var parser = FooterParser(text)
        guard let rule = parser.rule() else { return nil }
        self = rule
    }
}

private struct FooterParser {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    mutating func rule() -> FooterRule? {
        guard name(), let west = time() else { return nil }
        if rest.isEmpty { return FooterRule(standardOffset: -west, summer: nil) }
        guard name() else { return nil }
        var summerOffset = -west + 3600
        if let next = rest.first, next != UInt8(ascii: ",") {
            guard let west = time() else { return nil }
            summerOffset = -west
        }
        // Without rules POSIX leaves the days open; all systems take those of the United States.
        if rest.isEmpty { rest = ",M3.2.0,M11.1.0"[...].utf8 }
        guard let start = day(), let end = day(), rest.isEmpty else { return nil }
        return FooterRule(standardOffset: -west, summer: .init(offset: summerOffset, start: start, end: end))
    }

    /// `CET` or `<+03>`; what it says is not kept.
    private mutating func name() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let letters = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    private mutating func time() -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(":") {
            guard let value = number(0...59) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func day() -> FooterRule.DayRule? {
        guard take(",") else { return nil }
        let day: FooterRule.DayRule.Day
        if take("M") {
            guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                let weekday = number(0...6)
            else { return nil }
            day = .week(month: month, week: week, weekday: weekday)
        } else if take("J") {
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(0...365) else { return nil }
            day = .ordinal(number)
        }
        guard take("/") else { return .init(day: day, time: 2 * 3600) }
        guard let time = time() else { return nil }
        return .init(day: day, time: time)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digits.count <= 3, let value = Int(Substring(digits)), range.contains(value) else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
