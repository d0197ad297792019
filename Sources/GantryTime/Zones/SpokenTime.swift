public import GantryCore

/// How exactly a time of day is said.
public enum ClockPrecision: Hashable, Sendable {
    case minutes, seconds

    /// What tells instants from each other: minutes, unless two of them are within one, or one is planned for a second
    /// of its own.
    public init(telling instants: some Sequence<Instant>) {
        var minutes: [Int64: Instant] = [:]
        self = .minutes
        for instant in instants {
            let second = instant.secondsSinceEpoch
            // What is planned stands on a whole second, and what is observed on none.
            let isPlanned = instant == Instant(secondsSinceEpoch: second)
            let minute = second.floorDivided(by: 60)
            if isPlanned && minute * 60 != second || minutes[minute].map({ $0 != instant }) ?? false { self = .seconds }
            minutes[minute] = instant
        }
    }
}

extension ZoneRules {
    /// As people read it: `Wed 4 Nov 09:12`, with the year where it is another than now's.
    public func spoken(_ instant: Instant, seenFrom now: Instant, to precision: ClockPrecision = .minutes) -> String {
        let local = localTime(at: instant)
        let time = precision == .seconds ? local.timeOfDay : String(local.timeOfDay.dropLast(3))
        return "\(local.date.spoken(seenFrom: date(at: now))) \(time)"
    }

    /// The same for a planned instant: with seconds where it has any.
    public func spokenExactly(_ instant: Instant, seenFrom now: Instant) -> String {
        spoken(instant, seenFrom: now, to: ClockPrecision(telling: [instant]))
    }

    /// As a person types it on this clock, `2026-11-02T08:00`; with its offset where that alone would be read as
    /// another instant, since the clock shows it twice.
    public func typed(_ instant: Instant) -> String {
        let short = localTime(at: instant).short
        return LocalTimeText(short).map { self.instant(of: $0) } == instant ? short : text(of: instant)
    }
}

extension LocalDateTime {
    /// `08:00`; with seconds where there are any.
    package var shortTimeOfDay: String { second == 0 ? String(timeOfDay.dropLast(3)) : timeOfDay }

    /// `2026-11-02T08:00`; with seconds where there are any.
    package var short: String { "\(date)T\(shortTimeOfDay)" }
}
