import GantryCore

/// A set of days, month by month, as bits: bit n for day n.
protocol MonthDays {
    /// The days of a month that are in it.
    func days(year: Int, month: Int) -> UInt64
    /// Whether no day is left out.
    var isEveryDay: Bool { get }
}

extension MonthDays {
    /// The first day, on or after one; nil where none is before `end`.
    func first(onOrAfter date: LocalDate, before end: LocalDate) -> LocalDate? {
        var month = date - (date.day - 1)
        var earlier = UInt64(1) << date.day - 1
        while month < end {
            let bits = days(year: month.year, month: month.month) & ~earlier
            if bits != 0 {
                let found = month + (bits.trailingZeroBitCount - 1)
                return found < end ? found : nil
            }
            earlier = 0
            month = month.adding(months: 1)
        }
        return nil
    }

    /// The last day, on or before one; nil where none is from `earliest` on.
    func last(onOrBefore date: LocalDate, from earliest: LocalDate) -> LocalDate? {
        var month = date - (date.day - 1)
        var later = ~UInt64(0) << (date.day + 1)
        while month + 30 >= earliest {
            let bits = days(year: month.year, month: month.month) & ~later
            if bits != 0 {
                let found = month + (bits.highest - 1)
                return found >= earliest ? found : nil
            }
            later = 0
            month = month.adding(months: -1)
        }
        return nil
    }

    func contains(_ date: LocalDate) -> Bool { days(year: date.year, month: date.month).has(date.day) }

    /// How many days are in it.
    func count(in dates: ClosedRange<LocalDate>) -> Int {
        if isEveryDay { return dates.upperBound - dates.lowerBound + 1 }
        var (count, from) = (0, dates.lowerBound)
        while from <= dates.upperBound {
            let month = from - (from.day - 1)
            let next = month.adding(months: 1)
            let through = min(next - 1, dates.upperBound)
            let bits = days(year: month.year, month: month.month)
            count += bits.count(below: through - month + 2) - bits.count(below: from - month + 1)
            from = next
        }
        return count
    }
}

/// Days and the times on each of them.
struct DayTimes<Days: MonthDays & Hashable & Sendable>: Hashable, Sendable {
    var days: Days
    var times = TimesOfDay()

    /// The first, in wall seconds, from `wall` on; nil where none is before `end`.
    func first(onOrAfter wall: Int64, before end: Int64) -> Int64? {
        guard wall < end else { return nil }
        let start = LocalDateTime(wallSeconds: wall)
        let dayAfterLast = LocalDateTime(wallSeconds: end - 1).date + 1
        var (from, time) = (start.date, times.first(onOrAfter: start.secondOfDay))
        if time == nil { from = from + 1 }
        guard let date = days.first(onOrAfter: from, before: dayAfterLast) else { return nil }
        if time == nil || date != start.date { time = times.first(onOrAfter: 0) }
        let found = LocalDateTime(date: date, secondOfDay: time ?? 0).wallSeconds
        return found < end ? found : nil
    }

    /// The last before `end`; nil where none is from `start` on.
    func last(onOrAfter start: Int64, before end: Int64) -> Int64? {
        guard start < end else { return nil }
        let last = LocalDateTime(wallSeconds: end - 1)
        var (from, time) = (last.date, times.last(onOrBefore: last.secondOfDay))
        if time == nil { from = from - 1 }
        let earliest = LocalDateTime(wallSeconds: start).date
        guard let date = days.last(onOrBefore: from, from: earliest) else { return nil }
        if time == nil || date != last.date { time = times.last(onOrBefore: 86_399) }
        let found = LocalDateTime(date: date, secondOfDay: time ?? 0).wallSeconds
        return found >= start ? found : nil
    }

    /// How many there are: whole days by multiplication, so that a week of seconds costs what a week of days does.
    func count(in walls: Range<Int64>) -> Int {
        guard !walls.isEmpty else { return 0 }
        let first = LocalDateTime(wallSeconds: walls.lowerBound)
        let last = LocalDateTime(wallSeconds: walls.upperBound - 1)
        let perDay = times.count
        var count = days.count(in: first.date...last.date) * perDay
        if days.contains(first.date) { count -= times.count(before: first.secondOfDay) }
        if days.contains(last.date) { count -= perDay - times.count(before: last.secondOfDay + 1) }
        return count
    }
}
