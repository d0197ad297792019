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
        notes += moved
        if plan.project.deadline == nil { notes.append("the project has no deadline, so there is no margin to it") }
        return notes
    }

    private func sentence(_ assumption: PlanAssumption, _ tasks: [String]) -> String {
        let names = tasks.count > 5 ? tasks.prefix(5).joined(separator: ", ") + " …" : tasks.joined(separator: ", ")
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
        for (task, planned) in zip(plan.project.tasks, plan.tasks) where !task.isDone {
            if let fixed = task.start?.value, task.started == nil, calendar.onOrAfter(fixed) < planned.start {
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
