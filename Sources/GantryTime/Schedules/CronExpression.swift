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

    /// The next instant, in POSIX seconds, after `second`; nil where none comes before the year 2263.
    func next(after second: Int64, in zone: ZoneRules) -> Int64? {
        isWildcard ? nextElapsed(after: second, in: zone) : nextFixed(after: second, in: zone)
    }

    /// Every instant whose time on the wall is meant counts: a repeated hour runs again, a skipped one does not.
    private func nextElapsed(after second: Int64, in zone: ZoneRules) -> Int64? {
        var from = second + 1
        var index = zone.table.index(at: from)
        while index < zone.table.count {
            let stretch = zone.table.stretch(index)
            let offset = Int64(stretch.offset)
            let end = stretch.end == .max ? Self.horizon : stretch.end
            guard from <= Self.horizon else { return nil }
            if let wall = nextWall(onOrAfter: from + offset, before: end + offset) { return wall - offset }
            from = end
            index += 1
        }
        return nil
    }

    /// Every time on the wall counts once: a repeated one at its first instant, a skipped one at the end of the gap.
    private func nextFixed(after second: Int64, in zone: ZoneRules) -> Int64? {
        var wall = second + Int64(zone.table.offsets[zone.table.index(at: second)])
        while let candidate = nextWall(onOrAfter: wall, before: Self.horizon) {
            let planned = zone.firstSecond(atWall: candidate)
            if planned > second { return planned }
            wall = candidate + 1
        }
        return nil
    }

    /// 1 January 2263; an `Instant` ends the year before.
    private static let horizon: Int64 = 9_246_182_400

    private func nextWall(onOrAfter wall: Int64, before end: Int64) -> Int64? {
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
}
