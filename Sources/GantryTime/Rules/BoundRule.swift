import GantryCore

/// A recurrence rule that counts from a start: times on the wall.
///
/// Without positions a time is named where the `BY…` parts take it and its period is one of every `interval`; so the
/// next is found without a walk over those in between.
struct BoundRule: Hashable, Sendable {
    let rule: RecurrenceRule
    let candidates: DayTimes<RuleDays>
    /// The first time that can be named, in wall seconds.
    let start: Int64
    /// The last one that can be, by `UNTIL` or `COUNT`.
    private(set) var end = Self.horizon

    /// So many times in vain, and there are none: the days of the calendar repeat themselves after 400 years.
    private static let patience = 200_000

    /// - Parameter until: what `UNTIL` is on the wall of the zone.
    init(_ rule: RecurrenceRule, start: LocalDateTime, until: Int64?) {
        self.rule = rule
        self.start = start.wallSeconds
        let all: (UInt64, UInt64) = ((1 << 24) - 1, (1 << 60) - 1)
        func bits(_ said: UInt64, _ frequency: RecurrenceRule.Frequency, _ all: UInt64, _ own: Int) -> UInt64 {
            if said != 0 { return said }
            return rule.frequency >= frequency ? all : 1 << UInt64(own)
        }
        let times = TimesOfDay(
            seconds: bits(rule.seconds, .secondly, all.1, start.second),
            minutes: bits(rule.minutes, .minutely, all.1, start.minute),
            hours: bits(rule.hours, .hourly, all.0, start.hour))
        candidates = DayTimes(days: RuleDays(rule, start: start.date), times: times)
        if let until { end = min(end, until) }
        guard let count = rule.count else { return }
        var last = self.start - 1
        for _ in 0..<count {
            guard let next = first(onOrAfter: last + 1, before: Self.horizon + 1) else { return }
            last = next
        }
        end = min(end, last)
    }

    /// Later than all that an `Instant` can be on a wall.
    private static let horizon = SlotSource.seconds.upperBound + 172_800

    func first(onOrAfter wall: Int64, before end: Int64) -> Int64? {
        var from = max(wall, start)
        let end = min(end, self.end + 1)
        for _ in 0..<Self.patience {
            guard from < end else { return nil }
            guard let candidate = candidates.first(onOrAfter: from, before: end) else { return nil }
            let period = period(of: candidate)
            if !isCounted(period) {
                from = range(of: next(after: period)).lowerBound
            } else if rule.positions.isEmpty {
                return candidate
            } else if let found = picked(in: period).first(where: { $0 >= from }) {
                return found < end ? found : nil
            } else {
                from = range(of: period).upperBound
            }
        }
        return nil
    }

    func last(onOrAfter start: Int64, before end: Int64) -> Int64? {
        var end = min(end, self.end + 1)
        let start = max(start, self.start)
        for _ in 0..<Self.patience {
            guard start < end, let candidate = candidates.last(onOrAfter: start, before: end) else { return nil }
            let period = period(of: candidate)
            if !isCounted(period) {
                end = range(of: next(after: period) - rule.interval).upperBound
            } else if rule.positions.isEmpty {
                return candidate
            } else if let found = picked(in: period).last(where: { $0 < end }) {
                return found >= start ? found : nil
            } else {
                end = range(of: period).lowerBound
            }
        }
        return nil
    }

    /// By multiplication where all periods are alike, or all of them count; else one by one.
    func count(in walls: Range<Int64>) -> Int {
        let walls = max(walls.lowerBound, start)..<max(start, walls.lowerBound, min(walls.upperBound, end + 1))
        if rule.positions.isEmpty {
            if rule.interval == 1 { return candidates.count(in: walls) }
            if let perPeriod { return index(walls.upperBound, perPeriod) - index(walls.lowerBound, perPeriod) }
        }
        var (count, from) = (0, walls.lowerBound)
        while let next = first(onOrAfter: from, before: walls.upperBound) {
            count += 1
            from = next + 1
        }
        return count
    }

    /// How many times each period has, where that is the same for all: every 15 minutes, without parts that leave any out.
    private var perPeriod: Int? {
        let times = candidates.times
        guard candidates.days.isEveryDay, rule.frequency >= .daily else { return nil }
        if rule.frequency == .daily { return times.count }
        guard times.hours.nonzeroBitCount == 24 else { return nil }
        if rule.frequency == .hourly { return times.minutes.nonzeroBitCount * times.seconds.nonzeroBitCount }
        guard times.minutes.nonzeroBitCount == 60 else { return nil }
        if rule.frequency == .minutely { return times.seconds.nonzeroBitCount }
        return times.seconds.nonzeroBitCount == 60 ? 1 : nil
    }

    /// How many times are before a wall second, from the beginning of the first period on.
    private func index(_ wall: Int64, _ perPeriod: Int) -> Int {
        let (period, first) = (period(of: wall), period(of: start))
        let whole = Int((period - first + rule.interval - 1) / rule.interval) * perPeriod
        return whole + (isCounted(period) ? candidates.count(in: range(of: period).lowerBound..<wall) : 0)
    }

    // MARK: Periods

    /// The number of the year, month, week … of a wall second, from any beginning.
    private func period(of wall: Int64) -> Int64 {
        switch rule.frequency {
        case .yearly: return Int64(LocalDateTime(wallSeconds: wall).date.year)
        case .monthly:
            let date = LocalDateTime(wallSeconds: wall).date
            return Int64(date.year * 12 + date.month - 1)
        case .weekly: return (wall.floorDivided(by: 86_400) - firstWeekStart).floorDivided(by: 7)
        case .daily: return wall.floorDivided(by: 86_400)
        case .hourly: return wall.floorDivided(by: 3600)
        case .minutely: return wall.floorDivided(by: 60)
        case .secondly: return wall
        }
    }

    private func range(of period: Int64) -> Range<Int64> {
        switch rule.frequency {
        case .yearly: Self.start(ofMonth: period * 12)..<Self.start(ofMonth: (period + 1) * 12)
        case .monthly: Self.start(ofMonth: period)..<Self.start(ofMonth: period + 1)
        case .weekly: (firstWeekStart + period * 7) * 86_400..<(firstWeekStart + period * 7 + 7) * 86_400
        case .daily: period * 86_400..<(period + 1) * 86_400
        case .hourly: period * 3600..<(period + 1) * 3600
        case .minutely: period * 60..<(period + 1) * 60
        case .secondly: period..<period + 1
        }
    }

    /// In days since the epoch: the first day of a week. 1970-01-04 was a Sunday.
    private var firstWeekStart: Int64 { 3 + Int64(rule.weekStart) }

    /// - Parameter month: the year times twelve, and the month from 0 on.
    private static func start(ofMonth month: Int64) -> Int64 {
        let first = LocalDate(daysSinceEpoch: 0).adding(months: Int(month) - 1970 * 12)
        return Int64(first.daysSinceEpoch) * 86_400
    }

    private func isCounted(_ period: Int64) -> Bool { (period - self.period(of: start)) % rule.interval == 0 }

    /// The next period after one that counts.
    private func next(after period: Int64) -> Int64 {
        let first = self.period(of: start)
        return first + ((period - first).floorDivided(by: rule.interval) + 1) * rule.interval
    }

    /// The times of a period that the positions pick, ascending. They count in the whole period, also where the start
    /// falls into it.
    private func picked(in period: Int64) -> [Int64] {
        let range = range(of: period)
        let (days, times) = (days(in: range), times(in: range))
        let count = days.count * times.count
        let indices = Set(rule.positions.map { $0 > 0 ? $0 - 1 : count + $0 }).filter { (0..<count).contains($0) }
        return indices.sorted().map { index in
            LocalDateTime(date: days[index / times.count], secondOfDay: times.at(index % times.count)).wallSeconds
        }.filter { $0 >= start }
    }

    private func days(in range: Range<Int64>) -> [LocalDate] {
        var result: [LocalDate] = []
        var from = LocalDateTime(wallSeconds: range.lowerBound).date
        let end = LocalDateTime(wallSeconds: range.upperBound - 1).date + 1
        while let date = candidates.days.first(onOrAfter: from, before: end) {
            result.append(date)
            from = date + 1
        }
        return result
    }

    /// The times of the day that are in an hour, a minute, a second; of longer periods all.
    private func times(in range: Range<Int64>) -> TimesOfDay {
        var times = candidates.times
        let time = LocalDateTime(wallSeconds: range.lowerBound)
        if rule.frequency >= .hourly { times.hours &= 1 << UInt64(time.hour) }
        if rule.frequency >= .minutely { times.minutes &= 1 << UInt64(time.minute) }
        if rule.frequency >= .secondly { times.seconds &= 1 << UInt64(time.second) }
        return times
    }
}
