import GantryControl
import GantryCore
import GantryDefinitions
import GantryStore
import GantryTime
import GantryWorkflow

/// Says what became of a workflow's occurrences, in the time of each trigger.
struct LedgerSpeaker {
    let definitions: Definitions
    let workflow: String
    let now: Instant

    private func timetable(ofTrigger id: String) -> Timetable? {
        let trigger = definitions.workflows.first { $0.name == workflow }?.triggers.first { $0.id == id }
        guard case .schedule(let plan)? = trigger?.kind else { return nil }
        return try? Timetable(plan, calendar: definitions.settings.calendar, places: definitions.settings.holidayPlaces)
    }

    /// The timetable by which a stretch was planned.
    private func timetable(of entry: LedgerEntry) -> Timetable? {
        entry.times.flatMap { try? Timetable(stored: $0, calendar: definitions.settings.calendar) }
    }

    func zone(of entry: LedgerEntry?) -> ZoneRules {
        guard let entry else { return definitions.settings.timeZone }
        return timetable(of: entry)?.zone ?? timetable(ofTrigger: entry.trigger)?.zone ?? definitions.settings.timeZone
    }

    /// Whether an instant is one of a row's.
    func has(_ instant: Instant, _ entry: LedgerEntry) -> Bool {
        guard entry.count > 1 else { return entry.first == instant }
        guard instant != entry.first, instant != entry.last else { return true }
        return timetable(of: entry)?.next(after: instant - .nanoseconds(1))?.at == instant
    }

    /// What is left of a stretch on either side of one of its instants; nil for a single row.
    func split(_ entry: LedgerEntry, at instant: Instant) -> PlannedOccurrence.Split? {
        guard entry.count > 1 else { return nil }
        return timetable(of: entry)?.split(from: entry.first, through: entry.last, at: instant)
    }

    /// Rows, in the order of time.
    ///
    /// - Parameter exact: whether an instant that was asked for is one of theirs; nil: none was.
    func list(_ entries: [LedgerEntry], notes: [String] = [], exact: Bool? = nil) -> OccurrenceList {
        let messages = entries.map { entry in
            let zone = zone(of: entry)
            return OccurrenceMessage(entry, reason: reason(entry, zone), timezone: zone.identifier)
        }
        return OccurrenceList(
            workflow: workflow, occurrences: messages, notes: notes, timezone: zone(of: nil).identifier, exact: exact)
    }

    private func reason(_ entry: LedgerEntry, _ zone: ZoneRules) -> String {
        let run = entry.run.map { "run \($0)" } ?? "another"
        switch entry.verdict {
        case nil: return "\(run) waits for its turn"
        case .ran?: return run
        case .coalesced? where entry.reason.isEmpty:
            let when = entry.runPlannedAt.map { ", for \(short($0, zone, beside: entry.last))" } ?? ""
            return "\(run)\(when), looked at the same"
        case .overlapped? where entry.reason.isEmpty:
            let since = entry.runStartedAt.map { " since \(short($0, zone, beside: entry.last))" } ?? ""
            return "\(run) was under way\(since)"
        default: return entry.reason
        }
    }

    /// `09:00`, with the day where it is another than that of what stands beside it.
    private func short(_ instant: Instant, _ zone: ZoneRules, beside other: Instant) -> String {
        let (own, theirs) = (zone.localTime(at: instant), zone.localTime(at: other))
        return own.date == theirs.date ? own.shortTimeOfDay : zone.spokenExactly(instant, seenFrom: now)
    }

    // MARK: What has no row

    /// What is not judged yet.
    func notes(_ known: [KnownTrigger]) -> [String] {
        guard !definitions.workflows.contains(where: { $0.name == workflow }) else { return [] }
        guard !definitions.isWorkflowGone(workflow) else { return ["workflow \(workflow) is not there any more"] }
        let reason = definitions.trouble(ofWorkflow: workflow) ?? "its file cannot be used"
        let cursors = known.compactMap(\.mark).compactMap { Instant(rfc3339: $0.cursor) }
        let since = cursors.min().map { " since \(zone(of: nil).spoken($0, seenFrom: now))" } ?? ""
        return ["file_wrong: \(reason). What was planned\(since) is judged when it is mended"]
    }

    /// Why there is nothing at an instant.
    func notes(_ known: [KnownTrigger], at instant: Instant, trigger id: String?) -> [String] {
        let zone = zone(of: nil)
        let spoken: (Instant) -> String = { zone.spokenExactly($0, seenFrom: now) }
        var notes = notes(known)
        for trigger in known where (id ?? trigger.trigger) == trigger.trigger && trigger.mark?.times != nil {
            if let gap = trigger.gaps.first(where: { $0.contains(instant) }) {
                notes.append(
                    "\(trigger.trigger): not defined between \(spoken(gap.lowerBound)) and \(spoken(gap.upperBound))")
            } else if let gone = trigger.goneAt, instant >= gone {
                notes.append("\(trigger.trigger): not defined since \(spoken(gone))")
            } else if instant < (trigger.gaps.first?.lowerBound ?? trigger.since) {
                notes.append("\(trigger.trigger): not defined before \(spoken(trigger.since))")
            }
        }
        if instant > now {
            for trigger in definitions.workflows.first(where: { $0.name == workflow })?.triggers ?? [] {
                guard let next = timetable(ofTrigger: trigger.id)?.next(after: instant - .nanoseconds(1)) else {
                    continue
                }
                notes.append(
                    "\(trigger.id): "
                        + (next.at == instant ? "planned, and not yet" : "planned next \(spoken(next.at))"))
            }
        }
        return notes
    }
}
