import GantryCore
import GantryTime

/// How instants read to people: in their own zone, with the weekday.
struct Moments: Sendable {
    let zone: ZoneRules
    let now: Instant

    /// `Wed 4 Nov 09:12`, with the year where it is another than now's.
    func spoken(_ instant: Instant) -> String { zone.spoken(instant, seenFrom: now) }

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
