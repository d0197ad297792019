import FoundationEssentials
import GantryCore

/// Tasks, and how they wait for each other.
extension ProjectChecks {
    func taskMistakes() -> [Diagnostic] {
        project.tasks.flatMap { progress(of: $0) + size(of: $0) } + shares()
    }

    private func progress(of task: ProjectTask) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let percent = task.percent, percent.value.value > 100 || percent.value.value < 0 {
            let message = "'\(task.id)' is at \(percent.value); progress is from 0 % to 100 %"
            found.append(error(.percentOutOfRange, percent.position, message, hint: "write what is done, in percent"))
        }
        if let started = task.started, let finished = task.finished, finished.value < started.value {
            let message = "'\(task.id)' was finished on \(finished.value), before it was started"
            found.append(
                error(.datesOutOfOrder, finished.position, message, hint: "it was started on \(started.value)")
            )
        }
        if let start = task.start, let due = task.due, due.value < start.value {
            let message = "'\(task.id)' is due on \(due.value), before it begins"
            found.append(
                error(.datesOutOfOrder, due.position, message, hint: "it is fixed to start on \(start.value)"))
        }
        return found
    }

    private func size(of task: ProjectTask) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let duration = task.duration.map { Located($0.value.figures.map { Decimal($0.count) }, at: $0.position) }
        let effort = task.effort.map { Located($0.value.figures.map(\.count), at: $0.position) }
        let left = task.left.map { Located([Decimal($0.value.count)], at: $0.position) }
        for case let (name, figures?) in [("duration", duration), ("effort", effort), ("rest", left)] {
            if figures.value.contains(where: { $0 < 0 }) {
                let message = "the \(name) of '\(task.id)' is negative"
                found.append(error(.negativeFigure, figures.position, message, hint: "remove the minus"))
            } else if figures.value != figures.value.sorted() {
                let message = "the three estimates of '\(task.id)' do not rise"
                found.append(
                    error(.estimateOrder, figures.position, message, hint: "o is optimistic, m likely, p pessimistic")
                )
            }
        }
        for figures in [duration, effort].compactMap({ $0 }) where task.isMilestone && figures.value != [0] {
            let message = "the milestone '\(task.id)' takes time"
            found.append(
                error(.milestoneTakesTime, figures.position, message, hint: "remove this, or remove 'milestone'")
            )
        }
        if let budget = task.budget, budget.value.amount < 0 {
            found.append(error(.negativeFigure, budget.position, "a budget is not negative", hint: "remove the minus"))
        }
        return found
    }

    /// Parts of a whole that are more than it.
    private func shares() -> [Diagnostic] {
        let shares = project.team.compactMap { member in
            member.share.map { ("the share of '\(member.person.value)'", $0) }
        }
        let chances = project.risks.compactMap { risk in
            risk.probability.map { ("the probability of '\(risk.id)'", $0) }
        }
        return (shares + chances).compactMap { name, percent in
            guard percent.value.value < 0 || percent.value.value > 100 else { return nil }
            let message = "\(name) is \(percent.value); it is from 0 % to 100 %"
            return error(.percentOutOfRange, percent.position, message, hint: nil)
        }
    }

    // MARK: Links

    func linkMistakes() -> [Diagnostic] {
        guard !broken.contains("tasks") else { return cycles() }
        let known = Set(project.tasks.map(\.id))
        let names = project.tasks.map(\.id).sorted()
        let links = project.tasks.flatMap { $0.after.filter { !known.contains($0.task.value) } }
        let blocked = project.issues.flatMap(\.blocks).filter { !known.contains($0.value) }
        return links.map { unknownTask($0.task, known, names) } + blocked.map { unknownTask($0, known, names) }
            + cycles()
            + unknownRequirements()
    }

    private func unknownTask(_ task: Located<String>, _ known: Set<String>, _ names: [String]) -> Diagnostic {
        // `design-2wd` is an id like any other; who wrote it meant an overlap.
        if let dash = task.value.lastIndex(of: "-"), known.contains(String(task.value[..<dash])),
            LinkLag(String(task.value[dash...])) != nil
        {
            let meant = "{ task: \(task.value[..<dash]), lag: \(task.value[dash...]) }"
            return error(
                .unknownTask, task.position, "there is no task '\(task.value)'", hint: "an overlap is written \(meant)")
        }
        return error(
            .unknownTask, task.position, "there is no task '\(task.value)'",
            hint: hint(for: task.value, among: { names }, else: "add it to tasks"))
    }

    private func unknownRequirements() -> [Diagnostic] {
        guard !broken.contains("requirements") else { return [] }
        let known = Set(project.requirements.map(\.id))
        let names = known.sorted()
        return project.tasks.flatMap(\.meets).filter { !known.contains($0.value) }.map { requirement in
            warning(
                .unknownRequirement, requirement.position, "there is no requirement '\(requirement.value)'",
                hint: hint(for: requirement.value, among: { names }, else: "add it to requirements"))
        }
    }

    private func cycles() -> [Diagnostic] {
        TaskCycles.find(in: project.tasks).map { cycle in
            guard cycle.waiting.count > 1 else {
                let message = "'\(cycle.closedBy.value)' waits for itself"
                return error(.taskCycle, cycle.closedBy.position, message, hint: "remove it from 'after'")
            }
            return error(
                .taskCycle, cycle.closedBy.position, "these tasks wait for each other: \(cycle.path)",
                hint: "one of them has to go first"
            )
        }
    }
}
