import GantryCore

/// Times on a clock on the wall, in seconds since 1970-01-01T00:00:00 on the same clock, whatever the zone.
enum WallPattern: Hashable, Sendable {
    case cron(CronExpression)
    case days(DayStep)
    case rule(BoundRule)

    /// The first from `wall` on; nil where none is before `end`.
    func first(onOrAfter wall: Int64, before end: Int64) -> Int64? {
        switch self {
        case .cron(let expression): expression.slots.first(onOrAfter: wall, before: end)
        case .days(let step): step.first(onOrAfter: wall, before: end)
        case .rule(let rule): rule.first(onOrAfter: wall, before: end)
        }
    }

    /// The last before `end`; nil where none is from `start` on.
    func last(onOrAfter start: Int64, before end: Int64) -> Int64? {
        switch self {
        case .cron(let expression): expression.slots.last(onOrAfter: start, before: end)
        case .days(let step): step.last(onOrAfter: start, before: end)
        case .rule(let rule): rule.last(onOrAfter: start, before: end)
        }
    }

    func count(in walls: Range<Int64>) -> Int {
        switch self {
        case .cron(let expression): expression.slots.count(in: walls)
        case .days(let step): step.count(in: walls)
        case .rule(let rule): rule.count(in: walls)
        }
    }
}

/// One time of day, each so many days from a first one on.
struct DayStep: Hashable, Sendable {
    /// In days; at least 1.
    let step: Int64
    /// The first of all, in wall seconds.
    let anchor: Int64

    init(days: Int, from date: LocalDate, secondOfDay: Int) {
        step = Int64(days)
        anchor = LocalDateTime(date: date, secondOfDay: secondOfDay).wallSeconds
    }

    private var seconds: Int64 { step * 86_400 }

    func first(onOrAfter wall: Int64, before end: Int64) -> Int64? {
        let found = wall <= anchor ? anchor : anchor + ((wall - anchor - 1) / seconds + 1) * seconds
        return found < end ? found : nil
    }

    func last(onOrAfter start: Int64, before end: Int64) -> Int64? {
        guard end > anchor else { return nil }
        let found = anchor + (end - 1 - anchor) / seconds * seconds
        return found >= start ? found : nil
    }

    func count(in walls: Range<Int64>) -> Int {
        Int(index(walls.upperBound) - index(walls.lowerBound))
    }

    /// How many are earlier than a wall second.
    private func index(_ wall: Int64) -> Int64 { wall <= anchor ? 0 : (wall - anchor - 1) / seconds + 1 }
}
