import FoundationEssentials
import GantryCore
import GantryProject
import GantryTime

/// The budget of one project on one day.
struct BudgetLook {
    static let rule = "budget"
    /// Figures that evidence lists one by one; what is more is summed up.
    private static let mostParts = 20

    let project: Project
    let today: LocalDate
    /// Nil where no thresholds are set.
    let levels: BudgetLevels?
    /// The sums as they were on an earlier day.
    let earlier: (_ day: LocalDate) -> BudgetSums?
    /// The stage at which the alert of a subject stands.
    let standing: (_ subject: String) -> Finding.Stage?

    func findings(_ sums: BudgetSums) -> [Finding] {
        let positions = sums.lines + [sums.total]
        // What cannot be counted belongs to a line where it names one, and is told there only.
        let lines = Set(sums.lines.compactMap(\.line))
        let unlined = sums.problems.filter { problem in problem.line.map { !lines.contains($0) } ?? true }
        return positions.compactMap(level) + sums.lines.compactMap { notCounted($0.problems, in: $0) }
            + [notCounted(unlined, in: sums.total)].compactMap { $0 }
    }

    // MARK: How much of it is used

    private func level(_ position: BudgetPosition) -> Finding? {
        guard let levels, let budget = position.budget else { return nil }
        let subject = subject(of: position)
        guard let (level, isHeld) = level(position, budget.value, levels, standing(subject)) else { return nil }
        return Finding(
            rule: Self.rule, project: project.id, subject: subject, stage: BudgetLevels.stage(level),
            severity: level >= 100 ? .critical : .warning, message: message(position, budget.value),
            advice: Finding.standardAdvice(project: project.id, rule: Self.rule, subject: subject),
            evidence: Evidence(
                rule: "somebody is told when spent and committed money reaches \(levels.sentence); "
                    + "it ends 5 points under",
                inputs: inputs(position, budget),
                arithmetic: arithmetic(position, budget.value, level: level, isHeld: isHeld)
            )
        )
    }

    /// A budget of nothing has no share: any money is all of it.
    private func level(
        _ position: BudgetPosition, _ budget: Money, _ levels: BudgetLevels, _ standing: Finding.Stage?
    ) -> (level: Decimal, isHeld: Bool)? {
        guard budget.amount > 0 else {
            return position.used.amount > 0 ? (max(100, levels.thresholds.last ?? 100), false) : nil
        }
        return levels.level(used: position.used.amount, of: budget.amount, standing: standing?.rank)
    }

    private func subject(of position: BudgetPosition) -> String {
        guard let line = position.line else {
            // A line of that name has it already.
            return project.budget?.line("total") == nil ? "budget/total" : "budget"
        }
        return "budget/\(line)"
    }

    /// `Licences 1,500.00 EUR over budget (103.8 %)`.
    private func message(_ position: BudgetPosition, _ budget: Money) -> String {
        let name = position.name.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "The project"
        let left = Money(budget.amount - position.used.amount, budget.currency)
        let share = spokenShare(position, budget)
        if left.amount < 0 {
            let over = Money(-left.amount, budget.currency).spoken
            return "\(name) \(over) over budget\(share.map { " (\($0))" } ?? "")"
        }
        return "\(name) at \(share ?? "0 %") of budget, \(left.amount.isZero ? "nothing" : left.spoken) left"
    }

    /// Rounded, but never to a whole 100 % that is not reached or is passed.
    private func spokenShare(_ position: BudgetPosition, _ budget: Money) -> String? {
        guard let share = position.percentUsed else { return nil }
        guard share.spoken == "100 %", position.used.amount != budget.amount else { return share.spoken }
        return position.used.amount < budget.amount ? "just under 100 %" : "just over 100 %"
    }

    // MARK: Evidence

    /// `spent 25,040.00 + committed 16,460.00 = 41,500.00 of 40,000.00 EUR = 103.8 %`, and what came last.
    private func arithmetic(_ position: BudgetPosition, _ budget: Money, level: Decimal, isHeld: Bool) -> [String] {
        let used = position.used
        let result = spokenShare(position, budget).map { " = \($0)" } ?? ""
        var lines = [
            "spent \(position.spent.spokenAmount) + committed \(position.committed.spokenAmount) = \(used.spokenAmount)"
                + " of \(budget.spoken)\(result)"
        ]
        let share = { (percent: Decimal) in
            let amount = Money(budget.amount * percent / 100, budget.currency)
            return "\(Percent(percent).spoken) of \(budget.spoken) = \(amount.spoken)"
        }
        if isHeld {
            let end = level - BudgetLevels.hysteresis
            lines.append("\(Percent(level).spoken) was reached; that ends at \(share(end))")
        } else if budget.amount > 0 {
            lines.append("\(share(level)): reached")
        }
        lines += latest(position, budget)
        let later = laterEntries(of: position)
        if later > 0 {
            lines.append("dated after today, and so not counted: \(later) \(later == 1 ? "booking" : "bookings")")
        }
        return lines + position.problems.prefix(3).map { "not counted: \($0.message) (\($0.position.fileAndLine))" }
    }

    /// `new on Wed 4 Nov: PO-9 3,500.00 EUR (books/po.csv:31); before: 38,000.00 = 95 %`.
    ///
    /// What was before is summed up anew: a booking that clears a commitment adds nothing.
    private func latest(_ position: BudgetPosition, _ budget: Money) -> [String] {
        let parts = position.spentParts + position.committedParts
        guard let day = parts.map(\.date).max(),
            let before = earlier(day - 1)?.position(of: position.line), !before.used.amount.isZero
        else { return [] }
        let new = parts.filter { $0.date == day }
        let shown = new.prefix(2).map { "\($0.what) \($0.amount.spoken) (\($0.position.fileAndLine))" }
        let more = new.count > 2 ? " and \(new.count - 2) more" : ""
        let share = before.percentUsed.map { " = \($0.spoken)" } ?? ""
        return [
            "new on \(day.spoken(seenFrom: today)): \(shown.joined(separator: ", "))\(more); "
                + "before: \(before.used.spokenAmount)\(share)"
        ]
    }

    private func laterEntries(of position: BudgetPosition) -> Int {
        let isIn = { (line: Located<String>?) in position.line == nil || line?.value == position.line }
        return project.ledger.count { $0.date.value > today && isIn($0.line) }
            + project.commitments.count { $0.date.value > today && isIn($0.line) }
    }

    private func inputs(_ position: BudgetPosition, _ budget: Located<Money>) -> [Evidence.Input] {
        let own = (project.budget?.alert ?? []).map { $0.input("alert", \.spoken) }
        let again = project.budget?.again.map { [$0.input("again", \.spoken)] } ?? []
        let parts = position.committedParts.map { ("committed", $0) } + position.spentParts.map { ("spent", $0) }
        let largest = parts.sorted { $0.1.amount.amount.magnitude > $1.1.amount.amount.magnitude }
        let shown = largest.prefix(Self.mostParts).map { kind, part in
            let sum = part.arithmetic.map { " (\($0))" } ?? ""
            return Evidence.Input("\(kind): \(part.what)", part.amount.spoken + sum, at: part.position)
        }
        let rest = largest.dropFirst(Self.mostParts).map(\.1.amount.amount)
        let others =
            rest.isEmpty
            ? []
            : [Evidence.Input("\(rest.count) smaller ones", Money(rest.reduce(0, +), budget.value.currency).spoken)]
        return [budget.input("budget", \.spoken)] + shown + others + own + again
            + [Evidence.Input("today", "\(today) (\(project.zone.identifier))")]
    }

    // MARK: What cannot be counted

    /// A sum that leaves something out is too low: whoever trusts it must know.
    private func notCounted(_ problems: [BudgetProblem], in position: BudgetPosition) -> Finding? {
        guard let first = problems.first else { return nil }
        let subject = subject(of: position) + "/not-counted"
        let name = position.name.map { "\"\($0)\"" } ?? "the project"
        let count = problems.count == 1 ? "1 figure" : "\(problems.count) figures"
        let more = problems.count == 1 ? "" : "the first: "
        return Finding(
            rule: Self.rule, project: project.id, subject: subject,
            stage: Finding.Stage("not counted", rank: problems.count), severity: .warning,
            message: "\(count) of \(name) cannot be counted, so the sums are too low; \(more)\(first.message)"
                + " (\(first.position.fileAndLine))",
            advice: Finding.standardAdvice(project: project.id, rule: Self.rule, subject: subject),
            evidence: Evidence(
                rule: "unlike currencies are never added, and hours need a rate; what has neither is left out and told",
                inputs: problems.prefix(Self.mostParts).map { problem in
                    Evidence.Input(problem.what, problem.message, at: problem.position)
                },
                arithmetic: problems.prefix(Self.mostParts).compactMap(\.hint).reduce(into: []) { hints, hint in
                    if !hints.contains(hint) { hints.append(hint) }
                }
            )
        )
    }
}

extension BudgetSums {
    /// How much of what a subject is about is used now, where it was too much before.
    func ending(of subject: String) -> String? {
        if subject.hasSuffix("/not-counted") { return "all of it is counted now" }
        let name = subject.split(separator: "/").dropFirst().joined(separator: "/")
        let position = lines.first { $0.line == name } ?? (name == "total" || name.isEmpty ? total : nil)
        guard let position else { return "is not in the budget any more" }
        return position.percentUsed.map { "is at \($0.spoken) of budget now" }
    }

    /// - Parameter line: nil for the whole.
    fileprivate func position(of line: String?) -> BudgetPosition? {
        line == nil ? total : lines.first { $0.line == line }
    }
}
