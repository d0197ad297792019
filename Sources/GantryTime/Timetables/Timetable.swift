public import GantryCore

/// The slots of a schedule trigger: when it would run, and which of these instants it lets pass, and why.
///
/// A pure function of instants. Where nothing leaves a slot out, none of its questions cost more for more slots.
public struct Timetable: Hashable, Sendable {
    /// What becomes of a slot, as far as the calendar says it.
    public enum Fate: Hashable, Sendable {
        case runs
        /// The day is not worked on, and why: `Fri 25 Dec is a holiday`.
        case holiday(String)
        /// The day is before `starting`, after `ending` or in `except`, and which: `except: 2026-12-24`.
        case outside(String)
        /// `roll` moved it onto a day that has a slot already.
        case coalesced
    }

    /// An instant that the schedule names.
    public struct Slot: Hashable, Sendable {
        public let at: Instant
        public let fate: Fate
        /// What is unusual about the instant: `moved from 02:30, which does not exist`; nil: nothing.
        public let note: String?

        package init(at: Instant, fate: Fate = .runs, note: String? = nil) {
            (self.at, self.fate, self.note) = (at, fate, note)
        }
    }

    /// Slots that follow each other and have one fate.
    public struct Stretch: Hashable, Sendable {
        public let first: Instant
        public let last: Instant
        /// At least 1.
        public let count: Int
        public let fate: Fate

        package init(first: Instant, last: Instant, count: Int, fate: Fate) {
            (self.first, self.last, self.count, self.fate) = (first, last, count, fate)
        }
    }

    public let schedule: Schedule
    public let rules: DayRules
    let source: SlotSource
    /// With `roll` only.
    let rolled: RolledSlots?

    public var zone: ZoneRules { source.zone }

    /// - Parameters:
    ///   - rules: which days are left out, or moved.
    ///   - zone: in which the schedule counts, and its days begin.
    /// - Throws: `ScheduleProblem` where the schedule has to count from a day, and `rules.starting` has none; and where
    ///   there is something to roll that is no time of day.
    public init(_ schedule: Schedule, in zone: ZoneRules, _ rules: DayRules = DayRules()) throws(ScheduleProblem) {
        (self.schedule, self.rules) = (schedule, rules)
        source = SlotSource(try schedule.anchored(at: rules.starting, in: zone), zone)
        guard let roll = rules.roll else {
            rolled = nil
            return
        }
        guard let pattern = source.fixedPattern else { throw schedule.cannotRoll }
        rolled = RolledSlots(pattern: pattern, zone: zone, rules: rules, roll: roll)
    }

    public static func == (left: Timetable, right: Timetable) -> Bool {
        left.schedule == right.schedule && left.zone == right.zone && left.rules == right.rules
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(schedule)
        hasher.combine(zone)
        hasher.combine(rules.starting)
    }

    /// Whether it means times of day, which happen once each whatever the clock does; else it means each elapsed
    /// minute, hour or interval.
    public var isFixedTime: Bool { source.fixedPattern != nil }

    /// The first slot after `instant`, whatever its fate; nil where none comes before 2262-04-11.
    public func next(after instant: Instant) -> Slot? {
        if let rolled { return rolled.next(after: instant) { _ in true } }
        guard let second = source.next(after: instant.secondsSinceEpoch) else { return nil }
        return Slot(at: second, rules.fate(of: date(of: second)), note(of: second))
    }

    /// The first slot after `instant` that runs.
    public func nextRun(after instant: Instant) -> Slot? {
        if let rolled { return rolled.next(after: instant) { $0.fate == .runs } }
        var from = instant.secondsSinceEpoch
        while let second = source.next(after: from) {
            let date = date(of: second)
            if rules.runs(on: date) { return Slot(at: second, .runs, note(of: second)) }
            guard let day = rules.nextDay(after: date) else { return nil }
            // Not over a change of the clock, which may bring a day again.
            let end = zone.table.stretch(zone.table.index(at: second)).end
            from = max(second, min(zone.start(of: day).secondsSinceEpoch, end) - 1)
        }
        return nil
    }

    /// The slots that run after `after` and through `through`, ascending, and no more than `limit`.
    public func runs(after: Instant, through: Instant, limit: Int = .max) -> [Instant] {
        var (result, last): ([Instant], Instant) = ([], after)
        while result.count < limit, let next = nextRun(after: last)?.at, next <= through {
            result.append(next)
            last = next
        }
        return result
    }

    /// The last `count` slots that run after `after` and through `through`, ascending.
    public func latest(_ count: Int, after: Instant, through: Instant) -> [Instant] {
        var result: [Instant] = []
        if let rolled {
            rolled.backwards(after: after, through: through) { slot in
                if slot.fate == .runs { result.append(slot.at) }
                return result.count < count
            }
            return result.prefix(count).reversed()
        }
        var through = through.secondsSinceEpoch
        while result.count < count, let second = source.last(through: through), second > after.secondsSinceEpoch {
            let date = date(of: second)
            if rules.runs(on: date) {
                result.append(Instant(secondsSinceEpoch: second))
                through = second - 1
            } else {
                guard let day = rules.lastDay(before: date) else { break }
                let start = zone.table.stretch(zone.table.index(at: second)).start
                through = max(min(second, zone.start(of: day + 1).secondsSinceEpoch), start) - 1
            }
        }
        return result.reversed()
    }

    func date(of second: Int64) -> LocalDate { zone.date(at: Instant(secondsSinceEpoch: second)) }

    private func note(of second: Int64) -> String? {
        source.skippedWall(movedTo: second).map { Self.note(skipped: $0, from: date(of: second)) }
    }

    /// - Parameter date: the day on which it comes.
    static func note(skipped wall: LocalDateTime, from date: LocalDate) -> String {
        let day = wall.date == date ? "" : wall.date.spoken(seenFrom: date) + " "
        return "moved from \(day)\(wall.shortTimeOfDay), which does not exist"
    }
}

extension Timetable.Slot {
    init(at second: Int64, _ fate: Timetable.Fate, _ note: String?) {
        self.init(at: Instant(secondsSinceEpoch: second), fate: fate, note: note)
    }
}
