import FoundationEssentials
import GantryCore

/// A project as it would be, with some things different. Nothing is written.
struct Scenario {
    private(set) var project: Project
    private(set) var people: [String: Person]

    init(_ subject: ReportSubject, _ texts: [String]) throws(ReportProblem) {
        (project, people) = (subject.project, subject.people)
        for text in texts { try apply(ScenarioChange.read(text, of: project)) }
        if let cycle = TaskCycles.find(in: project.tasks).first {
            throw ReportProblem(
                .parameter, "with that, tasks wait for each other: \(cycle.path)",
                hint: "one of them has to go first")
        }
    }

    private mutating func apply(_ change: ScenarioChange) throws(ReportProblem) {
        switch change {
        case .drop(let id): try drop(id)
        case .add(let task):
            try checkLinks(of: task)
            project.tasks.append(task)
        case .stretch(let id, let by):
            if let hint = project.task(id)?.otherUnit(than: by) {
                throw ReportProblem(
                    .parameter, "'\(id)' is not measured in that unit", hint: "write --with \"\(id) \(hint)\"")
            }
            try edit(id) { task in task.stretched(by: by) }
        case .done(let id):
            try edit(id) { task in
                var task = task
                task.percent = Located(Percent(100), at: task.position)
                return task
            }
        case .replace(let id, let said):
            try checkLinks(of: said)
            try edit(id) { $0.completed(with: said) }
        case .deadline(let date): project.deadline = Located(date, at: project.position)
        case .share(let person, let share):
            guard let index = project.team.firstIndex(where: { $0.person.value == person }) else {
                throw unknown("team member", person, project.team.map(\.person.value))
            }
            let member = project.team[index]
            project.team[index] = TeamMember(person: member.person, share: Located(share, at: member.person.position))
        case .leave(let id, let from, let to):
            var person = people[id] ?? Person(id: id, position: project.position)
            person.leave.append(Leave(from: Located(from, at: person.position), to: Located(to, at: person.position)))
            people[id] = person
            // What the project says of its people comes before what they share.
            project.people[id] = person
        }
    }

    private mutating func edit(_ id: String, _ change: (ProjectTask) -> ProjectTask?) throws(ReportProblem) {
        guard let index = project.tasks.firstIndex(where: { $0.id == id }) else {
            throw unknown("task", id, project.tasks.map(\.id))
        }
        guard let changed = change(project.tasks[index]) else {
            throw ReportProblem(
                .parameter, "'\(id)' cannot be made longer or shorter that way: it has no such length",
                hint: "give it one: --with \"\(id) 10wd\"")
        }
        project.tasks[index] = changed
    }

    private func checkLinks(of task: ProjectTask) throws(ReportProblem) {
        for link in task.after where project.task(link.task.value) == nil {
            throw unknown("task", link.task.value, project.tasks.map(\.id))
        }
    }

    // MARK: Dropping

    private mutating func drop(_ id: String) throws(ReportProblem) {
        if project.task(id) != nil { return remove([id]) }
        guard project.requirements.contains(where: { $0.id == id }) else {
            throw unknown("task or requirement", id, project.tasks.map(\.id) + project.requirements.map(\.id))
        }
        let alone = project.tasks.filter { !$0.meets.isEmpty && $0.meets.allSatisfy { $0.value == id } }
        guard !alone.isEmpty else {
            let shared = project.tasks.filter { $0.meets.contains { $0.value == id } }.map(\.id)
            let others = shared.isEmpty ? "no task meets it" : "\(shared.joined(separator: ", ")) meet others as well"
            throw ReportProblem(
                .parameter, "no task is there for '\(id)' alone: \(others)", hint: "drop a task by its id")
        }
        remove(alone.map(\.id))
        project.requirements.removeAll { $0.id == id }
        for index in project.tasks.indices { project.tasks[index].meets.removeAll { $0.value == id } }
    }

    /// Who waited for a task that is gone waits for what that waited for.
    private mutating func remove(_ ids: [String]) {
        for id in ids {
            guard let gone = project.task(id) else { continue }
            project.tasks.removeAll { $0.id == id }
            for index in project.tasks.indices where project.tasks[index].after.contains(where: { $0.task.value == id })
            {
                let kept = project.tasks[index].after.filter { $0.task.value != id }
                let known = Set(kept.map(\.task.value))
                project.tasks[index].after = kept + gone.after.filter { !known.contains($0.task.value) }
            }
        }
    }

    private func unknown(_ kind: String, _ id: String, _ known: [String]) -> ReportProblem {
        let near = suggestion(for: id, among: known)
        return ReportProblem(
            .parameter, "there is no \(kind) '\(id)' in \(project.id)", hint: near.map { "did you mean '\($0)'?" })
    }
}

extension ProjectTask {
    /// What another description says, and where it is silent, what this one says.
    fileprivate func completed(with said: ProjectTask) -> ProjectTask {
        var task = self
        if said.duration != nil || said.effort != nil { (task.duration, task.effort) = (said.duration, said.effort) }
        if said.isMilestone { (task.isMilestone, task.duration, task.effort) = (true, nil, nil) }
        if !said.who.isEmpty { task.who = said.who }
        if !said.after.isEmpty { task.after = said.after }
        task.due = said.due ?? due
        task.percent = said.percent ?? percent
        task.left = said.left ?? left
        task.started = said.started ?? started
        task.finished = said.finished ?? finished
        task.start = said.start ?? start
        return task
    }

    /// The change in the unit that the task is measured in; nil where it is in that unit already, or in none.
    fileprivate func otherUnit(than stretch: ScenarioChange.Stretch) -> String? {
        switch stretch {
        case .duration(let days) where duration == nil && left == nil && effort != nil:
            "\(days.count < 0 ? "" : "+")\(days.count)pd"
        case .effort(let days) where effort == nil && duration != nil:
            "\(days.count < 0 ? "" : "+")\(days.count.rounded(0))wd"
        default: nil
        }
    }

    /// Longer or shorter, never less than nothing; nil where it has no such length. What is left changes with the whole.
    fileprivate func stretched(by stretch: ScenarioChange.Stretch) -> ProjectTask? {
        var task = self
        switch stretch {
        case .duration(let days):
            guard duration != nil || left != nil else { return nil }
            task.duration = duration.map { duration in
                Located(
                    duration.value.map { WorkingDays(min(WorkingDays.most, max(0, $0.count + days.count))) },
                    at: duration.position)
            }
            task.left = left.map {
                Located(WorkingDays(min(WorkingDays.most, max(0, $0.value.count + days.count))), at: $0.position)
            }
        case .effort(let days):
            guard let effort else { return nil }
            task.effort = Located(
                effort.value.map { PersonDays(min(PersonDays.most, max(0, $0.count + days.count))) },
                at: effort.position)
        }
        return task
    }
}

extension Estimate {
    /// Each figure made into another.
    fileprivate func map(_ change: (Unit) -> Unit) -> Estimate {
        switch self {
        case .single(let unit): .single(change(unit))
        case .threePoint(let o, let m, let p):
            .threePoint(optimistic: change(o), likely: change(m), pessimistic: change(p))
        }
    }
}
