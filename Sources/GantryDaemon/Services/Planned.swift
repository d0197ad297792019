import GantryControl
import GantryCore
import GantryDefinitions
import GantryTime
import GantryWorkflow

extension Definitions {
    /// The next planned firings of all schedules, or of one workflow's, soonest first.
    func planned(after now: Instant, count: Int, workflow name: String? = nil) -> [NextMessage] {
        var messages: [NextMessage] = []
        for workflow in workflows where (name ?? workflow.name) == workflow.name {
            for trigger in workflow.triggers {
                guard case .schedule(let plan) = trigger.kind,
                    let timetable = try? Timetable(plan, calendar: settings.calendar, places: settings.holidayPlaces)
                else { continue }
                var instant = now
                for _ in 0..<count {
                    guard let next = timetable.nextRun(after: instant)?.at else { break }
                    messages.append(NextMessage(workflow: workflow.name, trigger: trigger.id, at: next))
                    instant = next
                }
            }
        }
        return Array(messages.sorted { ($0.at, $0.workflow) < ($1.at, $1.workflow) }.prefix(count))
    }
}
