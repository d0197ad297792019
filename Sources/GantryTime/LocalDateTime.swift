public import GantryCore

/// A date and a time of day as a clock on the wall shows them, without a time zone: `2026-11-02T08:00:00`.
public struct LocalDateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let date: LocalDate
    /// 0...86,399: the second of the day.
    public let secondOfDay: Int

    /// - Parameters:
    ///   - hour: 0...23.
    ///   - minute: 0...59.
    ///   - second: 0...59.
    public init(date: LocalDate, hour: Int, minute: Int, second: Int = 0) {
        (self.date, secondOfDay) = (date, hour * 3600 + minute * 60 + second)
    }

    package init(date: LocalDate, secondOfDay: Int) {
        (self.date, self.secondOfDay) = (date, secondOfDay)
    }

    /// - Parameter wallSeconds: seconds since 1970-01-01T00:00:00 on the same clock.
    package init(wallSeconds: Int64) {
        let days = wallSeconds.floorDivided(by: 86_400)
        self.init(date: LocalDate(daysSinceEpoch: Int(days)), secondOfDay: Int(wallSeconds - days * 86_400))
    }

    /// 0...23.
    public var hour: Int { secondOfDay / 3600 }
    /// 0...59.
    public var minute: Int { secondOfDay / 60 % 60 }
    /// 0...59.
    public var second: Int { secondOfDay % 60 }

    /// Seconds since 1970-01-01T00:00:00 on the same clock: what POSIX time would be if the zone were UTC.
    package var wallSeconds: Int64 { Int64(date.daysSinceEpoch) * 86_400 + Int64(secondOfDay) }

    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        (left.date, left.secondOfDay) < (right.date, right.secondOfDay)
    }

    /// `08:00:00`.
    package var timeOfDay: String { "\(pad(hour)):\(pad(minute)):\(pad(second))" }

    /// ISO 8601: `2026-11-02T08:00:00`.
    public var description: String { "\(date)T\(timeOfDay)" }
}
