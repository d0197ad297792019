import GantryCore
import GantryTime

/// What becomes of the occurrences in a stretch of time.
enum Treatment: Hashable, Sendable {
    /// Why nobody was there at the time.
    enum Absence: Hashable, Sendable {
        case down, asleep
    }

    /// All run.
    case run
    /// As the trigger's `catch_up` has it.
    case catchUp(Absence)
    /// The clock was set forward over them.
    case skipped(by: Duration)

    /// - Parameters:
    ///   - instants: ascending.
    ///   - isCut: as many as `catch_up: all` runs, or more, follow in the same stretch.
    func judge(_ instants: [Instant], of entry: ScheduleEntry, isCut: Bool, now: Instant) -> [PlannedOccurrence] {
        instants.enumerated().map { index, instant in
            let occurrence = Self.occurrence(of: entry, at: instant, now: now)
            let isLast = !isCut && index == instants.count - 1
            let isAmongLast = !isCut && index >= instants.count - ScheduleMachine.catchUpLimit
            guard let (verdict, reason) = refusal(entry, isLast: isLast, isAmongLast: isAmongLast) else {
                return PlannedOccurrence(occurrence)
            }
            return PlannedOccurrence(occurrence, verdict: verdict, reason: reason)
        }
    }

    private func refusal(_ entry: ScheduleEntry, isLast: Bool, isAmongLast: Bool) -> (Verdict, String)? {
        switch self {
        case .run: return nil
        case .skipped(let step):
            if step <= ScheduleMachine.largeStep, entry.timetable.isFixedTime { return nil }
            let why =
                entry.timetable.isFixedTime
                ? "more than 3 hours, taken as the new time" : "intervals are not made up for"
            return (.missed, "the clock was set forward over it, by \(step.rounded): \(why)")
        case .catchUp(let absence):
            switch entry.catchUp.policy {
            case .none: return (.missed, "\(absence.text), and catch_up is none")
            case .last: return isLast ? nil : (.coalesced, "\(absence.text); catch_up: last runs only the latest one")
            case .all:
                if isAmongLast { return nil }
                return (.missed, "\(absence.text); catch_up: all runs only the latest \(ScheduleMachine.catchUpLimit)")
            }
        }
    }

    private static func occurrence(of entry: ScheduleEntry, at instant: Instant, now: Instant) -> Occurrence {
        Occurrence(
            workflow: entry.key.workflow, trigger: entry.key.trigger, key: instant.description, plannedAt: instant,
            observedAt: now,
            payload: .map(["kind": "schedule", "at": .text(entry.zone.text(of: instant))])
        )
    }
}

extension Treatment.Absence {
    fileprivate var text: String {
        switch self {
        case .down: "gantryd was not running at the time"
        case .asleep: "gantryd or the machine was asleep at the time"
        }
    }
}

extension Duration {
    /// To the second: `1h 5m 10s`.
    fileprivate var rounded: String {
        let seconds = Int(components.seconds)
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 != 0 }
        return parts.isEmpty ? "0s" : parts.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
