/// A cron expression, read: days, and times on each of them.
struct CronExpression: Hashable, Sendable {
    var slots = DayTimes(days: DayRule())
    /// The minute or the hour field begins with `*`: it means each elapsed minute or hour, not a time of day.
    /// Source: Vixie cron 4.1, MIN_STAR and HR_STAR.
    var isWildcard = false
}
