import GantryControl
import GantryCore
import GantryDefinitions
import GantryTime
import GantryWorkflow

extension Definitions {
    /// The next planned firings of all schedules, or of one workflow's, soonest first.
    func planned(after now: Instant, _ query: NextQuery) -> [NextMessage] {
        var messages: [NextMessage] = []
        for workflow in workflows where (query.workflow ?? workflow.name) == workflow.name {
            for trigger in workflow.triggers {
                guard case .schedule(let plan) = trigger.kind,
                    let timetable = try? Timetable(plan, calendar: settings.calendar, places: settings.holidayPlaces)
                else { continue }
                var instant = now
                for _ in 0..<query.count {
                    let slot = query.withSkipped ? timetable.next(after: instant) : timetable.nextRun(after: instant)
                    guard let slot else { break }
                    messages.append(
                        NextMessage(
                            workflow: workflow.name, trigger: trigger.id, at: slot.at, timezone: plan.timeZone,
                            note: slot.spokenNote, skipped: slot.fate != .runs, catchUp: plan.catchUp.spoken))
                    instant = slot.at
                }
            }
        }
        return Array(messages.sorted { ($0.at, $0.workflow) < ($1.at, $1.workflow) }.prefix(query.count))
    }
}

extension Timetable.Slot {
    /// What is unusual about it, and why it will not run.
    fileprivate var spokenNote: String? {
        let why: String? =
            switch fate {
            case .runs: nil
            case .holiday(let reason): "holiday: \(reason)"
            case .outside(let reason): "outside: \(reason)"
            case .coalesced: "coalesced: the day has one already"
            }
        let notes = [note, why].compactMap(\.self)
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}

extension CatchUp {
    /// `last`, `all, max 20, max_age 2d`.
    fileprivate var spoken: String {
        ([policy.rawValue] + bounds.map { "\($0.key) \($0.value)" }).joined(separator: ", ")
    }
}
