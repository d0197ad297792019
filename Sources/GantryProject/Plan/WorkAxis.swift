package import GantryCore
package import GantryTime

/// The working days of a calendar as a line that is counted from 0, so that plans are sums of whole numbers.
package struct WorkAxis: Sendable {
    package let calendar: WorkingCalendar
    /// The first working day on or after the day the project starts: day 0.
    package let origin: LocalDate
    /// The first days by their number, so that showing a plan does not count through the calendar for each date.
    private var table: [LocalDate] = []

    package init(_ calendar: WorkingCalendar, from start: LocalDate) {
        self.calendar = calendar
        origin = calendar.onOrAfter(start)
    }

    /// Keeps the dates of days 0 to `day` at hand.
    mutating func prepare(upTo day: Int) {
        guard day >= table.count, day < 1_000_000 else { return }
        var date = table.last.map { $0 + 1 } ?? origin
        table.reserveCapacity(day + 1)
        while table.count <= day, date <= .last {
            if calendar.isWorking(date) { table.append(date) }
            date = date + 1
        }
    }

    /// The date of a day; days before the origin are negative.
    package func date(ofDay day: Int) -> LocalDate {
        if table.indices.contains(day) { return table[day] }
        return min(.last, calendar.adding(WorkingDays(day), to: origin))
    }

    /// How many working days lie between the origin and a date: the number of the day itself, or of the next one that
    /// is worked on.
    package func day(onOrAfter date: LocalDate) -> Int { calendar.workingDays(from: origin - 1, to: date - 1) }

    /// The end of the last day that can be written.
    package var end: WorkTime { end(of: .last) }

    /// The start of a date, or of the next one that is worked on.
    package func start(of date: LocalDate) -> WorkTime { WorkTime(days: day(onOrAfter: date)) }

    /// The end of a date, or of the one before it that is worked on.
    package func end(of date: LocalDate) -> WorkTime { WorkTime(days: day(onOrAfter: date + 1)) }
}
