import GantryCore
import GantryTime

/// How instants read to people: in their own zone, with the weekday.
struct Moments: Sendable {
    let zone: ZoneRules
    let now: Instant
    private(set) var precision = ClockPrecision.minutes

    init(zone: ZoneRules, now: Instant) { (self.zone, self.now) = (zone, now) }

    /// The same for planned instants that stand beside each other: with seconds where minutes do not tell them apart.
    func telling(_ instants: some Sequence<Instant>) -> Moments {
        var moments = self
        moments.precision = ClockPrecision(telling: instants)
        return moments
    }

    /// `Wed 4 Nov 09:12`, with the year where it is another than now's.
    func spoken(_ instant: Instant) -> String { zone.spoken(instant, seenFrom: now, to: precision) }

    /// `Wed 4 Nov 09:12 to 10:12`, with the second day where it is another.
    func spoken(from first: Instant, to last: Instant) -> String {
        let words = spoken(last)
        let isSameDay = zone.date(at: first) == zone.date(at: last)
        return "\(spoken(first)) to \(isSameDay ? String(words.split(separator: " ").last ?? "") : words)"
    }

    /// The same by another zone's clock, where that shows another time at an instant.
    func other(_ identifier: String, at instant: Instant) -> Moments? {
        guard let theirs = try? ZoneRules.load(identifier), theirs.localTime(at: instant) != zone.localTime(at: instant)
        else { return nil }
        var moments = Moments(zone: theirs, now: now)
        moments.precision = precision
        return moments
    }

    /// `09:12:05`.
    func timeOfDay(_ instant: Instant) -> String { zone.localTime(at: instant).timeOfDay }

    /// `Fri 18 Dec`, with the year where it is another than now's.
    func spoken(_ date: LocalDate) -> String { date.spoken(seenFrom: zone.date(at: now)) }

    /// `12 ms`, `0.4 s`, `2 min 5 s`, `3 h 10 min`, `4 days`: two units at most.
    static func spoken(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.wholeNanoseconds / 1_000_000)
        let seconds = milliseconds / 1000
        switch milliseconds {
        case ..<100: return "\(milliseconds) ms"
        case ..<10_000: return "\(seconds).\(milliseconds / 100 % 10) s"
        case ..<60_000: return "\(seconds) s"
        case ..<3_600_000: return pair(seconds / 60, "min", seconds % 60, "s")
        case ..<86_400_000: return pair(seconds / 3600, "h", seconds / 60 % 60, "min")
        default: return seconds < 172_800 ? "1 day" : "\(seconds / 86_400) days"
        }
    }

    private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
    }
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
