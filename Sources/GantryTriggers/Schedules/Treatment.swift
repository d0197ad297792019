import GantryCore
import GantryTime

/// What becomes of the occurrences in a stretch of time.
enum Treatment: Hashable, Sendable {
    /// Why nobody was there at the time.
    enum Absence: Hashable, Sendable {
        /// Nobody was at work.
        case down(DownSince?)
        case asleep(since: Instant)
        /// The workflow's file could not be used.
        case wrong(String)
    }

    /// All run.
    case run
    /// As the trigger's `catch_up` has it.
    case catchUp(Absence)
    /// The clock was set forward over them.
    case skipped(by: Duration)
    /// They were named by what was edited away.
    case changed(String)
}

extension Treatment.Absence {
    /// Why something is missed, in words.
    func text(in zone: ZoneRules, now: Instant) -> String {
        switch self {
        case .down(nil): "gantryd was not running"
        case .down(let since?):
            since.isKnown
                ? "gantryd was not running \(zone.span(since.at, now))"
                : "gantryd was last seen at \(zone.spoken(since.at, seenFrom: now)), and ran again at "
                    + zone.spoken(now, seenFrom: now)
        case .asleep(let since): "gantryd or the machine was asleep \(zone.span(since, now))"
        case .wrong(let reason): reason
        }
    }

    /// The verdict where nothing is made up for.
    var verdict: Verdict {
        if case .wrong = self { .fileWrong } else { .missed }
    }
}

extension ZoneRules {
    /// `06:10–09:12`; with dates where it spans days.
    fileprivate func span(_ from: Instant, _ to: Instant) -> String {
        let (first, last) = (localTime(at: from), localTime(at: to))
        guard first.date != last.date else { return "\(first.timeOfDay)–\(last.timeOfDay)" }
        return "\(spoken(from, seenFrom: to)) – \(spoken(to, seenFrom: from))"
    }
}

extension Duration {
    /// To the second: `1h 5m 10s`.
    var rounded: String {
        let seconds = Int(components.seconds)
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 != 0 }
        return parts.isEmpty ? "0s" : parts.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
