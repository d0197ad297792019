public import GantryCore

/// When something is to happen: `0 8 * * mon-fri`, `every 15m`, `daily 08:00`, `weekdays 08:00`, `@daily`, or a
/// recurrence rule.
public struct Schedule: Hashable, Sendable, CustomStringConvertible {
    enum Pattern: Hashable, Sendable {
        case cron(CronExpression)
        /// Whole seconds, counted from the epoch.
        case every(Int64)
        /// Whole days from a first one on, which the schedule does not say itself; at a second of the day.
        case days(Int, at: Int)
        /// From a first day on, too.
        case rule(RecurrenceRule, at: LocalTime)
    }

    /// The text in its normal form, by which two writings of the same are the same: `every 60m` is `every 1h`.
    public let text: String
    /// What is allowed but may not be meant; offsets count in the text as it was given.
    public let warnings: [ScheduleProblem]
    let pattern: Pattern

    /// - Parameter text: as a person writes it.
    /// - Throws: `ScheduleProblem`, which says what is wrong and where.
    public init(_ text: String) throws(ScheduleProblem) {
        let parsed = try ScheduleParser(text).parse()
        (self.text, pattern, warnings) = (parsed.text, parsed.pattern, parsed.warnings)
    }

    /// A recurrence rule of RFC 5545, without `EXRULE`.
    ///
    /// - Parameters:
    ///   - rule: `FREQ=MONTHLY;BYDAY=1TU`.
    ///   - time: the time of day where the rule does not say it: `10:00`.
    /// - Throws: `ScheduleProblem`, whose place is in the rule.
    public init(rule: String, at time: LocalTime) throws(ScheduleProblem) {
        var parser = RuleParser(rule)
        let rule = try parser.parse()
        (text, pattern, warnings) = ("\(rule.text) at \(time)", .rule(rule, at: time), [])
    }

    public var description: String { text }

    public static func == (left: Schedule, right: Schedule) -> Bool { left.text == right.text }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Whether it means times of day, which happen once each whatever the clock does; else it means each elapsed
    /// minute, hour or interval.
    public var isFixedTime: Bool {
        switch pattern {
        case .cron(let expression): !expression.isWildcard
        case .every: false
        case .days, .rule: true
        }
    }

    /// Whether it has to be told on which day it begins: it counts days from there.
    public var needsStart: Bool {
        switch pattern {
        case .days, .rule: true
        case .cron, .every: false
        }
    }

    /// The first instant after `instant`, which itself does not count; nil where none comes before 2262-04-11, and
    /// where it needs a start: `Timetable` has one.
    public func next(after instant: Instant, in zone: ZoneRules) -> Instant? {
        guard let kind = try? anchored(at: nil, in: zone) else { return nil }
        return SlotSource(kind, zone).next(after: instant.secondsSinceEpoch).map(Instant.init(secondsSinceEpoch:))
    }

    /// The instants after `from`, through `through`, ascending, and no more than `limit`.
    public func occurrences(
        from: Instant, through: Instant, in zone: ZoneRules, limit: Int = .max
    ) -> [Instant] {
        var result: [Instant] = []
        var last = from
        while result.count < limit, let next = next(after: last, in: zone), next <= through {
            result.append(next)
            last = next
        }
        return result
    }
}

extension Schedule {
    init(_ form: ScheduleTrigger.Form) throws(ScheduleProblem) {
        switch form {
        case .text(let text): try self.init(text)
        case .rule(let rule, let time): try self.init(rule: rule, at: LocalTime(time) ?? .midnight)
        }
    }

    /// How a workflow says it.
    package var form: ScheduleTrigger.Form {
        if case .rule(let rule, let time) = pattern { .rule(rule.text, at: "\(time)") } else { .text(text) }
    }

    /// What it means where it counts from `start`.
    func anchored(at start: LocalDate?, in zone: ZoneRules) throws(ScheduleProblem) -> SlotSource.Kind {
        switch pattern {
        case .cron(let expression):
            return expression.isWildcard ? .elapsed(.cron(expression)) : .fixed(.cron(expression))
        case .every(let interval): return .every(interval)
        case .days(let step, let second):
            guard let start else { throw needsStartProblem }
            return .fixed(.days(DayStep(days: step, from: start, secondOfDay: second)))
        case .rule(let rule, let time):
            guard let start else { throw needsStartProblem }
            let bound = BoundRule(
                rule, start: LocalDateTime(date: start, secondOfDay: time.secondOfDay), until: rule.lastWall(in: zone))
            guard bound.first(onOrAfter: .min / 2, before: .max / 2) != nil else {
                throw ScheduleProblem(
                    .scheduleNeverFires, "this never happens from \(start) on", offset: 0,
                    length: rule.text.unicodeScalars.count, hint: "see UNTIL, and days that no month has")
            }
            return .fixed(.rule(bound))
        }
    }

    private var needsStartProblem: ScheduleProblem {
        ScheduleProblem(
            .scheduleNeedsStart, "'\(text)' does not say from which day it counts", offset: 0,
            length: text.unicodeScalars.count, hint: "add 'starting: 2026-01-05' beside it, the first day")
    }

    /// Why `roll` cannot stand beside it.
    var cannotRoll: ScheduleProblem {
        ScheduleProblem(
            .badSchedule, "'roll' moves times of day, and '\(text)' is none", offset: 0,
            length: text.unicodeScalars.count, hint: "'only: working_days' leaves the other days out")
    }
}

extension RecurrenceRule {
    /// What `UNTIL` is on the wall of a zone; a day counts whole.
    func lastWall(in zone: ZoneRules) -> Int64? {
        switch until {
        case .none: nil
        case .date(let date): LocalDateTime(date: date, secondOfDay: 86_399).wallSeconds
        case .local(let time): time.wallSeconds
        case .utc(let second): zone.localTime(at: Instant(secondsSinceEpoch: second)).wallSeconds
        }
    }
}
