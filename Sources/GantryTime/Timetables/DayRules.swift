public import GantryCore

/// Which days of a schedule are left out, or moved: its first and last day, exceptions, and the working calendar.
public struct DayRules: Hashable, Sendable {
    /// Inclusive; what needs a day to count from counts from here.
    public let starting: LocalDate?
    /// Inclusive.
    public let ending: LocalDate?
    /// Ascending, apart from each other.
    public let except: [ClosedRange<LocalDate>]
    /// `only: working_days`.
    public let onlyWorkingDays: Bool
    /// Where a slot goes whose day is not worked on.
    public let roll: ScheduleTrigger.Roll?
    public let calendar: WorkingCalendar
    /// Where holidays are written: `gantry.yaml:4`.
    public let places: [LocalDate: String]

    /// - Parameter except: in any order.
    public init(
        starting: LocalDate? = nil, ending: LocalDate? = nil, except: [ClosedRange<LocalDate>] = [],
        onlyWorkingDays: Bool = false, roll: ScheduleTrigger.Roll? = nil, calendar: WorkingCalendar = .standard,
        places: [LocalDate: String] = [:]
    ) {
        (self.starting, self.ending, self.except) = (starting, ending, Self.merged(except))
        (self.onlyWorkingDays, self.roll) = (onlyWorkingDays, roll)
        (self.calendar, self.places) = (calendar, places)
    }

    /// In order, and those that touch as one, so that the same days are always the same ranges.
    private static func merged(_ ranges: [ClosedRange<LocalDate>]) -> [ClosedRange<LocalDate>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { result, range in
            if let last = result.last, range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
    }

    /// Whether all days are alike.
    var isEmpty: Bool { starting == nil && ending == nil && except.isEmpty && !onlyWorkingDays && roll == nil }

    func runs(on date: LocalDate) -> Bool {
        isInside(date) && (!onlyWorkingDays || calendar.isWorking(date))
    }

    /// Not before `starting`, not after `ending`, not in `except`.
    func isInside(_ date: LocalDate) -> Bool {
        if let starting, date < starting { return false }
        if let ending, date > ending { return false }
        return except.isEmpty || !except.contains { $0.contains(date) }
    }

    func fate(of date: LocalDate) -> Timetable.Fate { run(from: date, through: date).fate }

    /// The fate of a day, and the last of the days after it, through `end`, that share it.
    func run(from date: LocalDate, through end: LocalDate) -> (fate: Timetable.Fate, last: LocalDate) {
        if let starting, date < starting { return (.outside("before starting: \(starting)"), min(end, starting - 1)) }
        if let ending, date > ending { return (.outside("after ending: \(ending)"), end) }
        var end = min(end, ending ?? end)
        for range in except where range.upperBound >= date {
            guard range.lowerBound > date else { return (.outside(Self.text(range)), min(end, range.upperBound)) }
            end = min(end, range.lowerBound - 1)
            break
        }
        guard onlyWorkingDays else { return (.runs, end) }
        guard calendar.isWorking(date) else { return (.holiday(reason(date)), date) }
        var last = date
        while last < end, calendar.isWorking(last + 1) { last = last + 1 }
        return (.runs, last)
    }

    private static func text(_ range: ClosedRange<LocalDate>) -> String {
        range.count == 1 ? "except: \(range.lowerBound)" : "except: \(range.lowerBound)..\(range.upperBound)"
    }

    /// Why a day is not worked on: `Fri 25 Dec is a holiday (gantry.yaml:4)`.
    func reason(_ date: LocalDate) -> String {
        let day = date.spoken(seenFrom: date)
        guard calendar.holidays.contains(date) else { return "\(day) is not a working day" }
        return "\(day) is a holiday" + (places[date].map { " (\($0))" } ?? "")
    }

    /// The next day that is not left out; nil where there is none for ever.
    func nextDay(after date: LocalDate) -> LocalDate? {
        var day = date + 1
        while true {
            if let starting, day < starting { day = starting }
            if let ending, day > ending { return nil }
            if let range = except.first(where: { $0.contains(day) }) {
                day = range.upperBound + 1
            } else if onlyWorkingDays, !calendar.isWorking(day) {
                guard !calendar.week.isEmpty else { return nil }
                day = calendar.onOrAfter(day)
            } else {
                return day
            }
        }
    }

    /// The last day before one that is not left out; nil where there is none.
    func lastDay(before date: LocalDate) -> LocalDate? {
        var day = date - 1
        while true {
            if let ending, day > ending { day = ending }
            if let starting, day < starting { return nil }
            if let range = except.first(where: { $0.contains(day) }) {
                day = range.lowerBound - 1
            } else if onlyWorkingDays, !calendar.isWorking(day) {
                guard !calendar.week.isEmpty else { return nil }
                day = calendar.onOrBefore(day)
            } else {
                return day
            }
        }
    }
}

extension ClosedRange<LocalDate> {
    /// In days.
    fileprivate var count: Int { upperBound - lowerBound + 1 }
}
