import GantryCore

/// Baselines, and the files that hold them.
extension ProjectChecks {
    func baselineMistakes() -> [Diagnostic] {
        guard !broken.contains("baselines") else { return [] }
        return project.baselines.flatMap { baseline -> [Diagnostic] in
            guard let plan = baseline.plan, let file = baseline.file else { return [] }
            let pairs = [
                ("project", plan.project, project.id), ("baseline", plan.id, baseline.id),
                ("date", "\(plan.date)", "\(baseline.date.value)"),
            ]
            guard let (what, frozen, wanted) = pairs.first(where: { $0.1 != $0.2 }) else { return currency(plan, file) }
            let message = "\(file.value) is of the \(what) '\(frozen)', and this entry of '\(wanted)'"
            return [error(.otherBaseline, file.position, message, hint: "name the file that belongs to it")]
        }
    }

    /// What was planned can be compared in one currency only.
    private func currency(_ plan: BaselinePlan, _ file: Located<String>) -> [Diagnostic] {
        guard let frozen = plan.budget?.currency, let now = project.budget?.currency, frozen != now else { return [] }
        let message = "\(file.value) is in \(frozen.code), and the budget now in \(now.code)"
        let hint = "freeze the plan again: gantry baseline \(project.id) --approved-by WHO"
        return [warning(.unlikeCurrencies, file.position, message, hint: hint)]
    }
}
