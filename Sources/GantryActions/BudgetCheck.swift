import FoundationEssentials
import GantryCore
import GantryProject

/// `budget.check`: budgets of which so much is spent and committed that somebody should know.
struct BudgetCheck: ProjectCheck {
    static let rule = BudgetLook.rule

    /// What the inputs say for projects that say nothing themselves.
    struct Terms: Sendable {
        let thresholds: [Percent]
        let again: Percent?
    }

    let declaration = ActionDeclaration(
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

    func terms(_ inputs: [String: Value]) throws(ActionFailure) -> Terms {
        var thresholds: [Percent] = []
        for value in inputs["thresholds"]?.list ?? [] { thresholds.append(try Self.percent(value, "thresholds")) }
        let again = inputs["again"] ?? .null
        return Terms(thresholds: thresholds, again: again == .null ? nil : try Self.percent(again, "again"))
    }

    func findings(of project: Project, in look: Look<Terms>) -> [Finding] {
        let today = look.today(of: project)
        guard let sums = look.portfolio.budget(of: project, asOf: today) else { return [] }
        let own = project.budget?.alert.map(\.value) ?? []
        let levels = BudgetLevels(
            thresholds: own.isEmpty ? look.terms.thresholds : own,
            again: project.budget?.again?.value ?? look.terms.again)
        return BudgetLook(
            project: project, today: today, levels: levels,
            earlier: { look.portfolio.budget(of: project, asOf: $0) },
            standing: { look.standing($0, of: project, rule: Self.rule) }
        ).findings(sums)
    }

    func ending(of subject: String, of project: Project, in look: Look<Terms>) -> String? {
        look.portfolio.budget(of: project, asOf: look.today(of: project))?.ending(of: subject)
    }

    private static func percent(_ value: Value, _ input: String) throws(ActionFailure) -> Percent {
        guard let text = value.text, let percent = Percent(text), percent.value > 0 else {
            throw ActionFailure("'\(input)' holds \(value.json), which is no percentage such as 80%")
        }
        return percent
    }
}
