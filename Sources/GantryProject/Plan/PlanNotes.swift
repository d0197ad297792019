import GantryCore
import GantryTime

/// What a plan had to do without, as sentences.
struct PlanNotes {
    let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    var sentences: [String] {
        var notes = plan.assumed.sorted { $0.key < $1.key }.map { sentence($0.key, $0.value) }
        if plan.asOf == nil, plan.project.tasks.contains(where: { $0.isStarted && !$0.isDone }) {
            notes.append("what has begun stands where the plan has it; --as-of DATE counts what is left from that day")
        }
        if let asOf = plan.asOf, !plan.laterFacts.isEmpty {
            notes.append(
                "not known yet on \(asOf), so not counted: what was said later of \(Self.list(plan.laterFacts))")
        }
        notes += moved
        if plan.project.deadline == nil { notes.append("the project has no deadline, so there is no margin to it") }
        return notes
    }

    private static func list(_ tasks: [String]) -> String {
        tasks.count > 5 ? tasks.prefix(5).joined(separator: ", ") + " …" : tasks.joined(separator: ", ")
    }

    private func sentence(_ assumption: PlanAssumption, _ tasks: [String]) -> String {
        let names = Self.list(tasks)
        let count = tasks.count == 1 ? "1 task has" : "\(tasks.count) tasks have"
        switch assumption {
        case .noDuration: return "\(count) neither duration nor effort and take no time: \(names)"
        case .noTime:
            return "\(count) an effort and owners without any time; a person-day is counted as a day: \(names)"
        case .noFinishDate:
            return "\(count) been done with no date of the finish, and end where the plan has them: \(names)"
        }
    }

    /// Fixed dates that what they wait for does not allow, and due dates that fall on days off.
    private var moved: [String] {
        let calendar = plan.project.calendar
        var notes: [String] = []
        for (index, planned) in plan.tasks.enumerated() where !plan.project.tasks[index].isDone {
            let task = plan.project.tasks[index]
            let isHeldBack = plan.driver(of: index) != nil && task.started == nil
            if let fixed = task.start?.value, isHeldBack, calendar.onOrAfter(fixed) < planned.start {
                notes.append(
                    "\(task.id) is fixed to \(fixed) and begins on \(planned.start): what it waits for ends later")
            }
            if let due = task.due?.value, !calendar.isWorking(due) {
                notes.append("\(task.id) is due on \(due), a day off; \(calendar.onOrBefore(due)) counts")
            }
        }
        if let deadline = plan.project.deadline?.value, !calendar.isWorking(deadline) {
            notes.append("the deadline, \(deadline), is a day off; \(calendar.onOrBefore(deadline)) counts")
        }
        return notes.count > 8 ? notes.prefix(8) + ["and \(notes.count - 8) more dates like these"] : notes
    }
}
