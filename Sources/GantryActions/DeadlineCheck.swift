package import GantryCore
package import GantryProject
import GantryTime

/// `deadline.check`: tasks and projects that come near their dates, reach them, and pass them.
package struct DeadlineCheck: Action {
    private static let rule = "deadline"
    private let portfolio: @Sendable () async -> Portfolio

    /// - Parameter portfolio: gives the projects as they are now.
    package init(portfolio: @escaping @Sendable () async -> Portfolio) { self.portfolio = portfolio }

    package let declaration = ActionDeclaration(
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

    package func run(_ request: ActionRequest) async throws -> ActionResult {
        let due = try DueRule(request.inputs)
        let selection = try ProjectSelection(request, in: await portfolio())
        let findings = selection.projects.flatMap { project -> [Finding] in
            guard project.status.watchesDates else { return [] }
            let look = DeadlineLook(project: project, today: selection.today(of: project), due: due)
            return look.deadline() + project.tasks.compactMap(look.task)
        }
        return selection.result(findings, rule: Self.rule)
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
