import GantryCore
import GantryProject
import GantryTime

/// `deadline.check`: tasks and projects that come near their dates, reach them, and pass them.
struct DeadlineCheck: ProjectCheck {
    static let rule = "deadline"

    let declaration = ActionDeclaration(
        name: "deadline.check",
        summary: "Finds tasks and projects that are nearly due, due or overdue.",
        inputs: DueRule.inputs(before: ["10wd", "3wd", "1wd"]),
        outputs: ProjectSelection.outputs,
        rules: [Self.rule],
        example: """
            - id: check
              action: deadline.check
              with: { before: [10wd, 3wd, 1wd], overdue_every: 2wd }
            """
    )

    func terms(_ inputs: [String: Value]) throws(ActionFailure) -> DueRule { try DueRule(inputs) }

    func isWatched(_ project: Project) -> Bool { project.status.watchesDates }

    func findings(of project: Project, in look: Look<DueRule>) -> [Finding] {
        guard isWatched(project) else { return [] }
        let look = DeadlineLook(project: project, today: look.today(of: project), due: look.terms)
        return look.deadline() + project.tasks.compactMap(look.task)
    }

    func ending(of subject: String, of project: Project, in look: Look<DueRule>) -> String? {
        DeadlineLook(project: project, today: look.today(of: project), due: look.terms).ending(of: subject)
    }

    /// One project on one day.
    private struct DeadlineLook {
        let project: Project
        let today: LocalDate
        let due: DueRule

        func task(_ task: ProjectTask) -> Finding? {
            guard let date = task.due, !task.isDone, task.left?.value.count != 0,
                let state = due.state(of: date.value, today: today, calendar: project.calendar)
            else { return nil }
            let subject = "tasks/\(task.id)"
            return Finding(
                rule: DeadlineCheck.rule, project: project.id, subject: subject, stage: state.stage,
                severity: state.severity, message: "\"\(task.name ?? task.id)\" \(state.phrase())\(progress(of: task))",
                advice: Finding.standardAdvice(project: project.id, rule: DeadlineCheck.rule, subject: subject),
                owner: task.who.isEmpty ? nil : task.owners.joined(separator: "+"), due: date.value,
                evidence: Evidence(
                    rule: "a task is told about \(due.sentence("it is due")); "
                        + "it ends with 'finished', 100 % or nothing left",
                    inputs: inputs(of: task, due: date), arithmetic: state.arithmetic
                )
            )
        }

        /// Why nothing is found any more of what was found before.
        func ending(of subject: String) -> String? {
            if subject == "deadline" {
                guard let date = project.deadline else { return "has no date any more" }
                return "moved to \(date.value.spoken(seenFrom: today)) (\(date.position.fileAndLine))"
            }
            guard subject.hasPrefix("tasks/") else { return nil }
            guard let task = project.tasks.first(where: { "tasks/\($0.id)" == subject }) else {
                return "is not in the project any more"
            }
            if let finished = task.finished { return "finished \(finished.value.spoken(seenFrom: today))" }
            if task.isDone { return "is done" }
            if let left = task.left, left.value.count == 0 { return "has nothing left (\(left.position.fileAndLine))" }
            guard let date = task.due else { return "has no due date any more" }
            return "due moved to \(date.value.spoken(seenFrom: today)) (\(date.position.fileAndLine))"
        }

        /// What was last said about it: `; 8 working days left (said Mon 2 Nov)`.
        private func progress(of task: ProjectTask) -> String {
            var words: [String] = []
            if let blocked = task.blocked { words.append("blocked: \(blocked.value)") }
            if let left = task.left {
                words.append("\(DueRule.days(left.value.count)) left")
            } else if let percent = task.percent {
                words.append("\(percent.value.spoken) done")
            }
            guard !words.isEmpty else { return task.isStarted ? "" : "; not started" }
            let said = task.said.map { " (said \($0.value.spoken(seenFrom: today)))" } ?? ""
            return "; \(words.joined(separator: ", "))\(said)"
        }

        private func inputs(of task: ProjectTask, due: Located<LocalDate>) -> [Evidence.Input] {
            let who = task.who.first.map { Evidence.Input("who", task.owners.joined(separator: "+"), at: $0.position) }
            let facts = [
                task.started?.input("started"), task.percent?.input("percent"), task.left?.input("left"),
                task.said?.input("said"), task.blocked?.input("blocked"),
            ]
            return [due.input("due")] + ([who] + facts).compactMap { $0 } + [todayInput]
        }

        func deadline() -> [Finding] {
            guard let date = project.deadline,
                let state = due.state(of: date.value, today: today, calendar: project.calendar)
            else { return [] }
            return [
                Finding(
                    rule: DeadlineCheck.rule, project: project.id, subject: "deadline", stage: state.stage,
                    severity: state.severity, message: "The project's deadline \(state.phrase(""))",
                    advice: Finding.standardAdvice(project: project.id, rule: DeadlineCheck.rule, subject: "deadline"),
                    due: date.value,
                    evidence: Evidence(
                        rule: "a project's deadline is told about \(due.sentence("it")); "
                            + "it ends with a status that is not active",
                        inputs: [date.input("deadline"), todayInput], arithmetic: state.arithmetic
                    )
                )
            ]
        }

        private var todayInput: Evidence.Input { Evidence.Input("today", "\(today) (\(project.zone.identifier))") }
    }
}
