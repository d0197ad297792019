public import GantryCore

/// When something is to happen: `0 8 * * mon-fri`, `every 15m`, `daily 08:00`, `weekdays 08:00`, `@daily`.
public struct Schedule: Hashable, Sendable, CustomStringConvertible {
    enum Pattern: Hashable, Sendable {
        case cron(CronExpression)
        /// Whole seconds, counted from the epoch.
        case every(Int64)
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

    public var description: String { text }

    public static func == (left: Schedule, right: Schedule) -> Bool { left.text == right.text }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Whether it means times of day, which happen once each whatever the clock does; else it means each elapsed
    /// minute, hour or interval.
    public var isFixedTime: Bool {
        guard case .cron(let expression) = pattern else { return false }
        return !expression.isWildcard
    }

    /// The first instant after `instant`, which itself does not count; nil where none comes before 2262-04-11.
    public func next(after instant: Instant, in zone: ZoneRules) -> Instant? {
        let second = instant.secondsSinceEpoch
        let found: Int64?
        switch pattern {
        case .cron(let expression): found = expression.next(after: second, in: zone)
        case .every(let interval): found = (second.floorDivided(by: interval) + 1) * interval
        }
        guard let found, found <= Instant(nanosecondsSinceEpoch: .max).secondsSinceEpoch else { return nil }
        return Instant(secondsSinceEpoch: found)
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
