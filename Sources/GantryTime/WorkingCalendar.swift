public import GantryCore

/// Which days are worked on: the days of the week, less the holidays.
///
/// A calendar without any working day counts none; whoever reads one refuses it.
public struct WorkingCalendar: Hashable, Sendable {
    public let week: Set<Weekday>
    public let holidays: Set<LocalDate>
    /// The holidays that fall on a day of the week that is worked on, ascending.
    private let lostDays: [LocalDate]

    public init(week: Set<Weekday>, holidays: Set<LocalDate>) {
        (self.week, self.holidays) = (week, holidays)
        lostDays = holidays.filter { week.contains($0.weekday) }.sorted()
    }

    /// Monday to Friday, no holidays.
    public static let standard = WorkingCalendar(
        week: [.monday, .tuesday, .wednesday, .thursday, .friday], holidays: []
    )

    public func isWorking(_ date: LocalDate) -> Bool {
        week.contains(date.weekday) && !holidays.contains(date)
    }

    /// The day itself where it is worked on, else the working day before it.
    public func onOrBefore(_ date: LocalDate) -> LocalDate {
        isWorking(date) ? date : adding(WorkingDays(-1), to: date)
    }

    /// The day itself where it is worked on, else the working day after it.
    public func onOrAfter(_ date: LocalDate) -> LocalDate {
        isWorking(date) ? date : adding(WorkingDays(1), to: date)
    }

    /// The n-th working day after a date, or before it where `days` is negative; the date itself for zero.
    ///
    /// The date itself is not counted, whether it is worked on or not.
    public func adding(_ days: WorkingDays, to date: LocalDate) -> LocalDate {
        guard !week.isEmpty, days.count != 0 else { return date }
        // Beyond so many days there is no year of four digits.
        let wanted = min(days.count.magnitude, 3_000_000)
        let sign = days.count < 0 ? -1 : 1
        var result = date
        var missing = Int(wanted)
        while missing > 0 {
            // Whole weeks while they cannot lead too far, then day by day.
            let step = sign * max(1, 7 * ((missing - 1) / week.count))
            let next = result + step
            missing -= abs(workingDays(from: result, to: next))
            result = next
        }
        return result
    }

    /// The working days from one date, which is not counted, to another, which is; negative where `to` is earlier.
    ///
    /// From Friday to Monday is 1, from Monday back to Friday -1.
    public func workingDays(from: LocalDate, to: LocalDate) -> Int {
        if to < from { return -count(in: to..<from) }
        return count(in: (from + 1)..<(to + 1))
    }

    private func count(in days: Range<LocalDate>) -> Int {
        let length = days.upperBound - days.lowerBound
        let rest = (0..<length % 7).count { week.contains((days.lowerBound + $0).weekday) }
        return length / 7 * week.count + rest - (index(days.upperBound) - index(days.lowerBound))
    }

    /// How many lost days are before a date.
    private func index(_ date: LocalDate) -> Int {
        var (low, high) = (0, lostDays.count)
        while low < high {
            let middle = (low + high) / 2
            if lostDays[middle] < date { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Reads `mon-fri`, `sun-thu`, `mon,wed`, `sat`; nil for anything else.
    public static func week(_ text: String) -> Set<Weekday>? {
        var week: Set<Weekday> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { part in
                let words = part.split(separator: " ")
                return words.count == 1 ? Weekday(name: String(words[0])) : nil
            }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            var day = first
            week.insert(day)
            while day != last {
                day = day.next
                week.insert(day)
            }
        }
        return week
    }
}

extension WorkingCalendar: Codable {
    private enum CodingKeys: CodingKey { case week, holidays }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            week: Set(try container.decode([Weekday].self, forKey: .week)),
            holidays: Set(try container.decode([LocalDate].self, forKey: .holidays))
        )
    }

    /// In order, so that the same calendar is always the same text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Weekday.allCases.filter(week.contains), forKey: .week)
        try container.encode(holidays.sorted(), forKey: .holidays)
    }
}

extension Weekday {
    /// Sunday is followed by Monday.
    fileprivate var next: Weekday {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}
