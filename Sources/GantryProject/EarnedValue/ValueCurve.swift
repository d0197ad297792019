import FoundationEssentials
import GantryCore

/// Planned value as figures: zero at the project's start, then row by row, straight in between.
struct ValueCurve {
    /// The end of a period, and what is planned by then.
    struct Point: Hashable {
        let date: LocalDate
        let amount: Decimal
    }

    let start: LocalDate
    /// Dates rise; a period ends with each.
    let points: [Point]

    init(_ rows: [ValueRow], from start: LocalDate) {
        self.start = start
        let points = rows.map { Point(date: $0.date.value, amount: $0.amount.value.amount) }
        // A zero on the first day is where the curve begins anyhow.
        let isOrigin = points.first.map { $0.date == start && $0.amount.isZero } ?? false
        self.points = isOrigin ? Array(points.dropFirst()) : points
    }

    /// The day on which it falls; nil where it never does.
    var firstFall: LocalDate? {
        zip(points, points.dropFirst()).first { $1.amount < $0.amount }?.1.date
    }

    /// How many points are on or before a day.
    private func count(by day: LocalDate) -> Int { points.prefix { $0.date <= day }.count }

    /// The point at the end of a period; the start for 0.
    private func point(_ period: Int) -> Point {
        period == 0 ? Point(date: start, amount: 0) : points[period - 1]
    }

    /// The points around a day, and how far between them it is, in calendar days; nil on a point, before, and after all.
    func between(at day: LocalDate) -> (from: Point, to: Point, days: Int, length: Int)? {
        let period = count(by: day)
        guard day > start, period < points.count, point(period).date != day else { return nil }
        let (from, to) = (point(period), points[period])
        return (from, to, day - from.date, to.date - from.date)
    }

    /// What is planned by the end of a day.
    func value(at day: LocalDate) -> Decimal {
        guard let (from, to, days, length) = between(at: day) else { return point(count(by: day)).amount }
        return (from.amount * Decimal(length - days) + to.amount * Decimal(days)) / Decimal(length)
    }

    /// How many periods have passed by the end of a day, and whether that goes beyond the last row.
    func periods(at day: LocalDate) -> (count: Decimal, isBeyond: Bool) {
        let passed = count(by: day)
        if let (_, _, days, length) = between(at: day) {
            return (Decimal(passed * length + days) / Decimal(length), false)
        }
        guard passed == points.count, let last = points.last, day > last.date else { return (Decimal(passed), false) }
        return (periods(after: last.date, passed, at: day), true)
    }

    /// Goes on beyond the last row in periods like those before.
    private func periods(after last: LocalDate, _ passed: Int, at day: LocalDate) -> Decimal {
        var (passed, begin, number) = (passed, last, 1)
        var end = periodEnd(1)
        while end <= day, number < 100_000 {
            (passed, begin, number) = (passed + 1, end, number + 1)
            end = periodEnd(number)
        }
        return Decimal(passed * (end - begin) + (day - begin)) / Decimal(end - begin)
    }

    /// The end of the n-th period beyond the last row.
    private func periodEnd(_ number: Int) -> LocalDate {
        let last = points.last?.date ?? start
        if let months = months {
            return months.isAtMonthEnd
                ? last.endOfMonth(after: number * months.step) : last.adding(months: number * months.step)
        }
        let before = points.count > 1 ? points[points.count - 2].date : start
        return last + number * max(1, last - before)
    }

    /// Whether all rows are months apart, always as many: at the months' ends, or on one day of the month.
    private var months: (step: Int, isAtMonthEnd: Bool)? {
        let dates = points.map(\.date)
        guard dates.count > 1 else { return nil }
        let steps = Set(zip(dates, dates.dropFirst()).map { $1.monthNumber - $0.monthNumber })
        guard let step = steps.first, steps.count == 1, step > 0 else { return nil }
        if dates.allSatisfy({ $0 == $0.endOfMonth(after: 0) }) { return (step, true) }
        return Set(dates.map(\.day)).count == 1 ? (step, false) : nil
    }

    /// Nil where the curve falls, or has no rows.
    func earnedSchedule(of earned: Decimal) -> EarnedSchedule? {
        guard firstFall == nil, !points.isEmpty else { return nil }
        return EarnedSchedule(of: earned, count: points.count) { point($0).amount }
    }
}

extension LocalDate {
    fileprivate var monthNumber: Int { year * 12 + month }

    /// The last day of a later month.
    fileprivate func endOfMonth(after months: Int) -> LocalDate {
        (self - (day - 1)).adding(months: months + 1) - 1
    }
}
