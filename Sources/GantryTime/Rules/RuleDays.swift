import GantryCore

/// The days that a rule's `BY…` parts name, whatever its interval.
struct RuleDays: MonthDays, Hashable, Sendable {
    /// Bit 1 for January.
    let months: UInt64
    let weekNumbers: [Int]
    let yearDays: [Int]
    let monthDays: [Int]
    /// Those of all weeks, as bits, Sunday is bit 0; nil where no weekday is asked for.
    let weekdays: UInt64?
    /// `1TU`, `-1FR`; counted in the year, or in each month.
    let numbered: [RecurrenceRule.NumberedDay]
    let countsInMonth: Bool
    let weekStart: Int

    /// What the rule does not say it takes from its start.
    init(_ rule: RecurrenceRule, start: LocalDate) {
        let saysNoDay =
            rule.weekNumbers.isEmpty && rule.yearDays.isEmpty && rule.monthDays.isEmpty && rule.weekdays.isEmpty
        let (isYearly, isMonthly) = (rule.frequency == .yearly, rule.frequency == .monthly)
        let startMonth: UInt64 = saysNoDay && isYearly ? 1 << UInt64(start.month) : 0x1FFE
        months = rule.months == 0 ? startMonth : rule.months
        (weekNumbers, yearDays, weekStart) = (rule.weekNumbers, rule.yearDays, rule.weekStart)
        monthDays = saysNoDay && (isYearly || isMonthly) ? [start.day] : rule.monthDays
        if saysNoDay, rule.frequency == .weekly {
            weekdays = 1 << UInt64(start.weekdayFromSunday)
        } else {
            weekdays =
                rule.weekdays.isEmpty
                ? nil : rule.weekdays.filter { $0.number == 0 }.reduce(0) { $0 | 1 << UInt64($1.weekday) }
        }
        numbered = rule.weekdays.filter { $0.number != 0 }
        countsInMonth = isMonthly || rule.months != 0
    }

    var isEveryDay: Bool {
        months == 0x1FFE && weekNumbers.isEmpty && yearDays.isEmpty && monthDays.isEmpty && numbered.isEmpty
            && (weekdays ?? 0x7F) == 0x7F
    }

    func days(year: Int, month: Int) -> UInt64 {
        guard months.has(month), let first = LocalDate(year: year, month: month, day: 1) else { return 0 }
        let shape = MonthShape(first: first, length: LocalDate.daysInMonth(year: year, month: month))
        var bits = shape.all
        if !monthDays.isEmpty {
            bits &= monthDays.reduce(0) { $0 | shape.bit($1 > 0 ? $1 : shape.length + 1 + $1) }
        }
        if let weekdays {
            bits &= numbered.reduce(shape.bits(ofWeekdays: weekdays)) { $0 | bit(of: $1, shape, first) }
        }
        if !yearDays.isEmpty {
            let newYear = first - (dayOfYear(first) - 1)
            let length = 337 + LocalDate.daysInMonth(year: year, month: 2)
            bits &= yearDays.reduce(0) {
                $0 | shape.bit(newYear + (($1 > 0 ? $1 : length + 1 + $1) - 1) - first + 1)
            }
        }
        if !weekNumbers.isEmpty, bits != 0 {
            for day in 1...shape.length where bits.has(day) && !isInWeek(first + (day - 1)) {
                bits &= ~(1 << UInt64(day))
            }
        }
        return bits
    }

    private func dayOfYear(_ date: LocalDate) -> Int {
        date - (LocalDate(year: date.year, month: 1, day: 1) ?? date) + 1
    }

    private func bit(of day: RecurrenceRule.NumberedDay, _ shape: MonthShape, _ first: LocalDate) -> UInt64 {
        if countsInMonth { return shape.bit(of: day) }
        guard let newYear = LocalDate(year: first.year, month: 1, day: 1) else { return 0 }
        let length = 337 + LocalDate.daysInMonth(year: first.year, month: 2)
        guard let number = MonthShape(first: newYear, length: length).day(of: day) else { return 0 }
        return shape.bit(newYear + (number - 1) - first + 1)
    }

    /// Week 1 is the first with four days of its year at least.
    private func isInWeek(_ date: LocalDate) -> Bool {
        let start = date - (date.weekdayFromSunday - weekStart + 7) % 7
        // Whichever year has the fourth day of a week has the week.
        let year = (start + 3).year
        guard let first = firstWeek(of: year), let next = firstWeek(of: year + 1) else { return false }
        let (number, count) = ((start - first) / 7 + 1, (next - first) / 7)
        return weekNumbers.contains { $0 == number || $0 == number - count - 1 }
    }

    private func firstWeek(of year: Int) -> LocalDate? {
        guard let fourth = LocalDate(year: year, month: 1, day: 4) else { return nil }
        return fourth - (fourth.weekdayFromSunday - weekStart + 7) % 7
    }
}

extension LocalDate {
    /// Sunday is 0. 1970-01-01 was a Thursday.
    var weekdayFromSunday: Int { ((daysSinceEpoch + 4) % 7 + 7) % 7 }
}

extension MonthShape {
    /// The bit of a day; none where there is no such day.
    func bit(_ day: Int) -> UInt64 { (1...length).contains(day) ? 1 << UInt64(day) : 0 }

    func bit(of day: RecurrenceRule.NumberedDay) -> UInt64 { self.day(of: day).map(bit) ?? 0 }

    /// The day that `-1FR` is, from 1; nil where there are not so many.
    func day(of day: RecurrenceRule.NumberedDay) -> Int? {
        let found =
            day.number > 0
            ? 1 + (day.weekday - firstWeekday + 7) % 7 + 7 * (day.number - 1)
            : length - (weekday(length) - day.weekday + 7) % 7 + 7 * (day.number + 1)
        return (1...length).contains(found) ? found : nil
    }
}
