import FoundationEssentials
package import GantryCore
package import GantryProject

/// `budget.check`: budgets of which so much is spent and committed that somebody should know.
package struct BudgetCheck: Action {
    private let portfolio: Portfolio

    /// - Parameter portfolio: what it looks at, whatever becomes of the files meanwhile.
    package init(portfolio: Portfolio) { self.portfolio = portfolio }

    package let declaration = ActionDeclaration(
        name: "budget.check",
        summary: "Finds budgets, and lines of budgets, of which spent and committed money reaches a threshold.",
        inputs: [
            InputDeclaration(
                "thresholds", .list(.percent), default: .list(["80%", "100%"]),
                "Shares of the budget at which somebody is told; a project's own budget.alert comes first."),
            InputDeclaration(
                "again", .percent, default: "5%",
                "Told again at each such step over the highest threshold; a project's own budget.again comes first."),
            ProjectSelection.input,
        ],
        outputs: ProjectSelection.outputs,
        rules: [BudgetLook.rule],
        example: """
            - id: check
              action: budget.check
              with: { thresholds: [80%, 100%], again: 5% }
            """
    )

    package func run(_ request: ActionRequest) async throws -> ActionResult {
        let thresholds = try (request.inputs["thresholds"]?.list ?? []).map { try Self.percent($0, "thresholds") }
        let again = try (request.inputs["again"]).flatMap { $0 == .null ? nil : try Self.percent($0, "again") }
        let selection = try ProjectSelection(request, in: portfolio)
        let findings = selection.projects.flatMap { project -> [Finding] in
            let own = project.budget?.alert.map(\.value) ?? []
            let levels = BudgetLevels(
                thresholds: own.isEmpty ? thresholds : own, again: project.budget?.again?.value ?? again)
            let today = selection.today(of: project)
            guard let sums = selection.portfolio.budget(of: project, asOf: today) else { return [] }
            let look = BudgetLook(
                project: project, today: today, levels: levels,
                earlier: { selection.portfolio.budget(of: project, asOf: $0) },
                standing: { subject in
                    let key = AlertKey(
                        workflow: request.workflow, project: project.id, rule: BudgetLook.rule, subject: subject)
                    return request.standing[key]
                })
            return look.findings(sums)
        }
        return selection.result(
            findings, rule: BudgetLook.rule, request: request,
            ending: { project, subject in
                selection.portfolio.budget(of: project, asOf: selection.today(of: project))?.ending(of: subject)
            })
    }

    private static func percent(_ value: Value, _ input: String) throws(ActionFailure) -> Percent {
        guard let text = value.text, let percent = Percent(text), percent.value > 0 else {
            throw ActionFailure("'\(input)' holds \(value.json), which is no percentage such as 80%")
        }
        return percent
    }
}
