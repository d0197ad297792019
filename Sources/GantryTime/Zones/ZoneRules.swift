public import GantryCore

/// The rules of one time zone: what clocks on the wall show at each instant.
///
/// Read from the system's tzdata, so they are as new as the distribution's. Covers every `Instant`.
public struct ZoneRules: Sendable, Hashable, CustomStringConvertible {
    /// The IANA name: `Europe/Amsterdam`.
    public let identifier: String
    let table: OffsetTable

    init(identifier: String, table: OffsetTable) {
        (self.identifier, self.table) = (identifier, table)
    }

    public static let utc = ZoneRules(identifier: "UTC", table: OffsetTable(initialOffset: 0))

    public var description: String { identifier }

    public static func == (left: ZoneRules, right: ZoneRules) -> Bool {
        left.identifier == right.identifier && left.table == right.table
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    /// Seconds east of UTC.
    public func offsetSeconds(at instant: Instant) -> Int {
        table.offsets[table.index(at: instant.secondsSinceEpoch)]
    }

    /// What a clock on the wall shows, fractions of a second cut off.
    public func localTime(at instant: Instant) -> LocalDateTime {
        LocalDateTime(wallSeconds: instant.secondsSinceEpoch + Int64(offsetSeconds(at: instant)))
    }

    public func date(at instant: Instant) -> LocalDate { localTime(at: instant).date }

    /// The instants at which a clock on the wall shows `local`, ascending: none where the clock skips it, two where
    /// it is put back over it.
    public func instants(of local: LocalDateTime) -> [Instant] {
        seconds(ofWall: local.wallSeconds).map(Instant.init(secondsSinceEpoch:))
    }

    /// The instant that a person means by a date, a local time or a time with an offset: the first of two, and the
    /// first after the gap where the clock skips it.
    public func instant(of text: LocalTimeText) -> Instant {
        if let offset = text.offsetSeconds { return text.utcIfOffsetWereZero - .seconds(offset) }
        let wall = LocalDateTime(date: text.date, hour: text.hour, minute: text.minute, second: text.second).wallSeconds
        let second = firstSecond(atWall: wall)
        let isThere = wall == second + Int64(offsetSeconds(at: Instant(secondsSinceEpoch: second)))
        return Instant(secondsSinceEpoch: second) + .nanoseconds(isThere ? text.nanosecond : 0)
    }

    /// The first instant of a day; where the day's beginning is skipped, the first instant after the gap.
    public func start(of date: LocalDate) -> Instant {
        Instant(secondsSinceEpoch: firstSecond(atWall: LocalDateTime(date: date, secondOfDay: 0).wallSeconds))
    }

    /// RFC 3339 at this zone's offset: `2026-11-02T08:00:00+01:00`.
    public func text(of instant: Instant) -> String {
        instant.formatted(offsetSeconds: offsetSeconds(at: instant))
    }
}

extension ZoneRules {
    func seconds(ofWall wallSeconds: Int64) -> [Int64] {
        table.indices(aroundWall: wallSeconds).compactMap { index in
            let stretch = table.stretch(index)
            let second = wallSeconds - Int64(stretch.offset)
            return second >= stretch.start && second < stretch.end ? second : nil
        }
    }

    /// The POSIX second at which something planned for a time on the wall happens once: the first of two, and the end
    /// of the gap where there is none.
    func firstSecond(atWall wallSeconds: Int64) -> Int64 {
        let indices = table.indices(aroundWall: wallSeconds)
        for index in indices {
            let stretch = table.stretch(index)
            let second = wallSeconds - Int64(stretch.offset)
            // Before the stretch began: the time was skipped at its beginning.
            if second < stretch.start { return stretch.start }
            if second < stretch.end { return second }
        }
        return wallSeconds - Int64(table.stretch(indices.upperBound).offset)
    }
}
