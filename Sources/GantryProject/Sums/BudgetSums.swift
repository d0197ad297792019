import FoundationEssentials
package import GantryCore

/// What was spent and what is promised, of one budget line or of the whole project, exactly.
package struct BudgetPosition: Hashable, Sendable {
    /// One figure of a sum.
    package struct Part: Hashable, Sendable {
        /// As people name it: `Seats`, `PO-7`.
        package let what: String
        /// In the budget's currency, not rounded.
        package let amount: Money
        package let written: WrittenFigure
        /// How the amount came about; nil where it was written so.
        package let arithmetic: String?
        package let date: LocalDate
        package let position: SourcePosition
    }

    /// The id of the line; nil for the whole budget.
    package let line: String?
    /// For people; nil for the whole budget.
    package let name: String?
    /// Nil where the project has no budget.
    package let budget: Located<Money>?
    package let spent: Money
    package let committed: Money
    /// In the order of the files.
    package let spentParts: [Part]
    /// The commitments of which something is left.
    package let committedParts: [Part]
    /// What belongs here and could not be counted.
    package let problems: [BudgetProblem]

    /// Spent and committed together.
    package var used: Money { Money(spent.amount + committed.amount, spent.currency) }

    /// Used of budget, 103.75 for 103.75 %; nil where there is no budget, or one of zero.
    package var percentUsed: Percent? {
        guard let budget = budget?.value.amount else { return nil }
        return (used.amount * 100).divided(by: budget).map { Percent($0) }
    }
}

/// The money of a project: every line, and the whole.
package struct BudgetSums: Hashable, Sendable {
    /// In the order of the budget; empty where it has no lines.
    package let lines: [BudgetPosition]
    package let total: BudgetPosition
    /// Bookings and commitments that could not be counted, in the order of the files. They are in no sum.
    package var problems: [BudgetProblem] { total.problems }

    /// The lines, or the whole where there are none: what a budget check looks at.
    package var positions: [BudgetPosition] { lines.isEmpty ? [total] : lines }

    /// Sums up a project.
    ///
    /// - Parameters:
    ///   - people: everybody whose hours may be booked, for their cost rates.
    ///   - asOf: later bookings and commitments are left out; nil: none are.
    ///   - currency: what all is counted in; nil: the budget's, else that of the first amount.
    /// - Returns: nil where there is no money at all: no budget, no bookings, no commitments.
    package init?(of project: Project, people: [String: Person], asOf: LocalDate? = nil, in currency: Currency? = nil) {
        guard let currency = currency ?? Self.currency(of: project) else { return nil }
        let commitments = Dictionary(project.commitments.map { ($0.id, $0) }) { first, _ in first }
        let valuation = Valuation(
            currency: currency, people: people, commitments: commitments, rates: RateTable(project.rates))
        var tally = BudgetTally(valuation: valuation)
        let isCounted = { (date: LocalDate) in asOf.map { date <= $0 } ?? true }
        for entry in project.ledger where isCounted(entry.date.value) { tally.add(entry) }
        for commitment in project.commitments where isCounted(commitment.date.value) { tally.add(commitment) }
        let budget = project.budget
        lines = (budget?.lines ?? []).map { line in
            tally.position(of: line.id, name: line.name ?? line.id, budget: line.amount, among: { $0 == line.id })
        }
        let whole = budget.flatMap { budget in
            budget.total.map { Located($0, at: budget.amount?.position ?? budget.position) }
        }
        total = tally.position(of: nil, name: nil, budget: whole, among: { _ in true })
    }

    /// The budget's; without a budget that of the first amount.
    static func currency(of project: Project) -> Currency? {
        if let currency = project.budget?.currency { return currency }
        for entry in project.ledger {
            if case .amount(let money) = entry.value { return money.value.currency }
        }
        return project.commitments.first?.value.currency
    }
}

/// Collects the parts of all lines.
private struct BudgetTally {
    private struct Item<Content> {
        let line: String?
        let content: Content
    }

    let valuation: Valuation
    private var spent: [Item<BudgetPosition.Part>] = []
    private var committed: [Item<BudgetPosition.Part>] = []
    private var problems: [BudgetProblem] = []
    private var clearing = Clearing()

    init(valuation: Valuation) { self.valuation = valuation }

    mutating func add(_ entry: LedgerEntry) {
        do throws(BudgetProblem) {
            let value = try valuation.value(of: entry)
            let part = BudgetPosition.Part(
                what: entry.what ?? "booking of \(entry.date.value)", amount: Money(value.amount, valuation.currency),
                written: value.written, arithmetic: value.arithmetic, date: entry.date.value,
                position: entry.valuePosition
            )
            spent.append(Item(line: entry.line?.value, content: part))
        } catch {
            problems.append(error)
        }
        do throws(BudgetProblem) {
            try clearing.add(entry, valuation)
        } catch {
            problems.append(error)
        }
    }

    mutating func add(_ commitment: Commitment) {
        do throws(BudgetProblem) {
            let whole = try valuation.price(of: commitment)
            let off = clearing.off(commitment, whole: whole.money.amount)
            let left = Money(clearing.left(of: commitment, whole: whole.money.amount), whole.money.currency)
            guard !left.amount.isZero else { return }
            let value = try valuation.value(of: left, of: commitment)
            let rest = off.isZero ? nil : "\(whole.money) - \(Money(off, whole.money.currency)) = \(left)"
            let steps = [whole.arithmetic, rest, value.arithmetic].compactMap { $0 }
            let part = BudgetPosition.Part(
                what: commitment.id, amount: Money(value.amount, valuation.currency), written: whole.written,
                arithmetic: steps.isEmpty ? nil : steps.joined(separator: "; "), date: commitment.date.value,
                position: commitment.valuePosition
            )
            committed.append(Item(line: commitment.line?.value, content: part))
        } catch {
            problems.append(error)
        }
    }

    func position(
        of line: String?, name: String?, budget: Located<Money>?, among isIn: (String?) -> Bool
    ) -> BudgetPosition {
        let spent = spent.filter { isIn($0.line) }.map(\.content)
        let committed = committed.filter { isIn($0.line) }.map(\.content)
        return BudgetPosition(
            line: line, name: name, budget: budget, spent: sum(spent), committed: sum(committed), spentParts: spent,
            committedParts: committed, problems: problems.filter { isIn($0.line) }
        )
    }

    private func sum(_ parts: [BudgetPosition.Part]) -> Money {
        Money(parts.reduce(0) { $0 + $1.amount.amount }, valuation.currency)
    }
}
