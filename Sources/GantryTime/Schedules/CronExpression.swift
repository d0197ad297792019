import GantryCore

/// A cron expression, read: sets of seconds, minutes and hours, and a rule for days.
struct CronExpression: Hashable, Sendable {
    /// Bit n for second n; only second 0 where the text has five fields.
    var seconds: UInt64 = 1
    var minutes: UInt64 = 0
    var hours: UInt64 = 0
    var days = DayRule()
    /// The minute or the hour field begins with `*`: it means each elapsed minute or hour, not a time of day.
    /// Source: Vixie cron 4.1, MIN_STAR and HR_STAR.
    var isWildcard = false

    /// The first time on the wall that is meant, in wall seconds, from `wall` on; nil where none is before `end`.
    func first(onOrAfter wall: Int64, before end: Int64) -> Int64? {
        guard wall < end else { return nil }
        let start = LocalDateTime(wallSeconds: wall)
        let dayAfterLast = LocalDateTime(wallSeconds: end - 1).date + 1
        var (from, time) = (start.date, timeOfDay(onOrAfter: start.secondOfDay))
        if time == nil { from = from + 1 }
        guard let date = days.first(onOrAfter: from, before: dayAfterLast) else { return nil }
        if time == nil || date != start.date { time = timeOfDay(onOrAfter: 0) }
        let found = LocalDateTime(date: date, secondOfDay: time ?? 0).wallSeconds
        return found < end ? found : nil
    }

    /// The last time on the wall that is meant before `end`; nil where none is from `start` on.
    func last(onOrAfter start: Int64, before end: Int64) -> Int64? {
        guard start < end else { return nil }
        let last = LocalDateTime(wallSeconds: end - 1)
        var (from, time) = (last.date, timeOfDay(onOrBefore: last.secondOfDay))
        if time == nil { from = from - 1 }
        let earliest = LocalDateTime(wallSeconds: start).date
        guard let date = days.last(onOrBefore: from, from: earliest) else { return nil }
        if time == nil || date != last.date { time = timeOfDay(onOrBefore: 86_399) }
        let found = LocalDateTime(date: date, secondOfDay: time ?? 0).wallSeconds
        return found >= start ? found : nil
    }

    /// How many times on the wall are meant: whole days by multiplication, so that a week of seconds costs what a
    /// week of days does.
    func count(in walls: Range<Int64>) -> Int {
        guard !walls.isEmpty else { return 0 }
        let first = LocalDateTime(wallSeconds: walls.lowerBound)
        let last = LocalDateTime(wallSeconds: walls.upperBound - 1)
        let perDay = hours.nonzeroBitCount * minutes.nonzeroBitCount * seconds.nonzeroBitCount
        var count = days.count(in: first.date...last.date) * perDay
        if days.contains(first.date) { count -= timesOfDay(before: first.secondOfDay) }
        if days.contains(last.date) { count -= perDay - timesOfDay(before: last.secondOfDay + 1) }
        return count
    }

    /// The first second of the day that is meant, on or after one; nil where there is none.
    private func timeOfDay(onOrAfter second: Int) -> Int? {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        if hours.has(hour) {
            if minutes.has(minute), let found = seconds.first(from: second % 60) {
                return hour * 3600 + minute * 60 + found
            }
            if let found = minutes.first(from: minute + 1) {
                return hour * 3600 + found * 60 + seconds.trailingZeroBitCount
            }
        }
        return hours.first(from: hour + 1).map { hour in
            hour * 3600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
        }
    }

    /// The last second of the day that is meant, on or before one; nil where there is none.
    private func timeOfDay(onOrBefore second: Int) -> Int? {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        if hours.has(hour) {
            if minutes.has(minute), let found = seconds.last(through: second % 60) {
                return hour * 3600 + minute * 60 + found
            }
            if let found = minutes.last(through: minute - 1) {
                return hour * 3600 + found * 60 + seconds.highest
            }
        }
        return hours.last(through: hour - 1).map { $0 * 3600 + minutes.highest * 60 + seconds.highest }
    }

    /// How many seconds of the day that are meant are earlier than one; 0...86,400.
    private func timesOfDay(before second: Int) -> Int {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        let perHour = minutes.nonzeroBitCount * seconds.nonzeroBitCount
        var count = hours.count(below: hour) * perHour
        guard hours.has(hour) else { return count }
        count += minutes.count(below: minute) * seconds.nonzeroBitCount
        return minutes.has(minute) ? count + seconds.count(below: second % 60) : count
    }
}

extension UInt64 {
    /// Whether bit `index` is set.
    func has(_ index: Int) -> Bool { self & 1 << index != 0 }

    /// The lowest bit set from `index` on; nil where there is none.
    func first(from index: Int) -> Int? {
        guard index < 64 else { return nil }
        let rest = self & ~(1 << index - 1)
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The highest bit set up to and with `index`; nil where there is none.
    func last(through index: Int) -> Int? {
        guard index >= 0 else { return nil }
        let rest = index >= 63 ? self : self & (1 << (index + 1) - 1)
        return rest == 0 ? nil : rest.highest
    }

    /// The highest bit set; meaningless where none is.
    var highest: Int { 63 - leadingZeroBitCount }

    /// How many bits are set below `index`.
    func count(below index: Int) -> Int {
        index <= 0 ? 0 : (index >= 64 ? self : self & (1 << index - 1)).nonzeroBitCount
    }
}
