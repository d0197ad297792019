import FoundationEssentials
import GantryCore

/// Budget, commitments and bookings.
extension ProjectChecks {
    /// More bookings than these that cannot be counted are summed up in one line.
    private static let mostProblems = 20

    func moneyMistakes() -> [Diagnostic] {
        budgetMistakes() + commitmentMistakes() + unknownLines() + unknownCommitments() + rateMistakes()
            + notValued()
    }

    private func budgetMistakes() -> [Diagnostic] {
        guard let budget = project.budget else { return [] }
        var found: [Diagnostic] = []
        for amount in budget.lines.map(\.amount) + [budget.amount].compactMap({ $0 }) where amount.value.amount < 0 {
            found.append(error(.negativeFigure, amount.position, "a budget is not negative", hint: "remove the minus"))
        }
        for line in budget.lines {
            guard let currency = budget.currency, line.amount.value.currency != currency else { continue }
            let message =
                "the line '\(line.id)' is in \(line.amount.value.currency.code), the first in \(currency.code)"
            found.append(
                error(.unlikeCurrencies, line.amount.position, message, hint: "a budget has one currency; convert it")
            )
        }
        for percent in budget.alert + [budget.again].compactMap({ $0 }) where percent.value.value <= 0 {
            let message = "a threshold of \(percent.value) is always reached"
            found.append(error(.percentOutOfRange, percent.position, message, hint: "write 80%"))
        }
        return found
    }

    private func commitmentMistakes() -> [Diagnostic] {
        project.commitments.compactMap { commitment in
            let isNegative =
                switch commitment.value {
                case .amount(let money): money.value.amount < 0
                case .hours(let hours, let rate): hours.value.count < 0 || rate.value.amount < 0
                }
            guard isNegative else { return nil }
            return error(
                .negativeFigure, commitment.valuePosition, "the commitment '\(commitment.id)' is negative",
                hint: "a credit is a booking in the ledger"
            )
        }
    }

    // MARK: References

    private func unknownLines() -> [Diagnostic] {
        guard let budget = project.budget, !broken.contains("budget") else { return [] }
        let names = budget.lines.map(\.id)
        let known = Set(names)
        var found: [Diagnostic] = []
        let check = { (name: () -> String, line: Located<String>?, position: SourcePosition) in
            if let line {
                if let mistake = unknownLine(line, known, names) { found.append(mistake) }
            } else if !known.isEmpty {
                found.append(
                    error(
                        .unknownBudgetLine, position, "\(name()) names no budget line",
                        hint: "add line: \(Self.few(names, " or "))"))
            }
        }
        for commitment in project.commitments {
            check({ "the commitment '\(commitment.id)'" }, commitment.line, commitment.position)
        }
        for entry in project.ledger { check({ "this booking" }, entry.line, entry.position) }
        return found + project.assertions.compactMap { $0.line.flatMap { unknownLine($0, known, names) } }
    }

    private func unknownLine(_ line: Located<String>, _ known: Set<String>, _ names: [String]) -> Diagnostic? {
        guard !known.contains(line.value) else { return nil }
        let fix = { names.isEmpty ? "the budget has no lines: leave it out" : "the lines are \(Self.few(names, ", "))" }
        return error(
            .unknownBudgetLine, line.position, "there is no budget line '\(line.value)'",
            hint: hint(for: line.value, among: { names }, else: fix()))
    }

    /// The first ten names, and how many more there are.
    private static func few(_ names: [String], _ separator: String) -> String {
        let shown = names.prefix(10).joined(separator: separator)
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }

    private func unknownCommitments() -> [Diagnostic] {
        guard !broken.contains("commitments") else { return [] }
        let known = Set(project.commitments.map(\.id))
        let names = known.sorted()
        return project.ledger.compactMap { entry in
            guard let id = entry.clears, !known.contains(id.value) else { return nil }
            return error(
                .unknownCommitment, id.position, "there is no commitment '\(id.value)'",
                hint: hint(for: id.value, among: { names }, else: "add it to commitments"))
        }
    }

    // MARK: Values

    /// A booking that cannot be counted makes sums too low, so none is made; but the rest of the project still holds.
    private func notValued() -> [Diagnostic] {
        guard broken.isDisjoint(with: ["budget", "commitments", "people", "rates"]) else { return [] }
        guard let sums = BudgetSums(of: project, people: people) else { return [] }
        var found = sums.problems.prefix(Self.mostProblems).map { problem in
            error(problem.code, problem.position, "not counted: \(problem.message)", hint: problem.hint)
        }
        if sums.problems.count > Self.mostProblems, let next = sums.problems.dropFirst(Self.mostProblems).first {
            let message = "not counted: this and \(sums.problems.count - Self.mostProblems - 1) more bookings"
            found.append(error(next.code, next.position, message, hint: "mend those above first"))
        }
        return found
    }
}
