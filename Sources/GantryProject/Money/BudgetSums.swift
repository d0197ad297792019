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
        /// How the amount came about; empty where it was written so.
        let steps: [SumStep]
        package let date: LocalDate
        package let position: SourcePosition

        /// The same in words; nil where the amount was written so.
        package var arithmetic: String? {
            steps.isEmpty ? nil : steps.map(\.description).joined(separator: "; ")
        }
    }

    /// The id of the line; nil for the whole budget.
    package let line: String?
    /// For people; nil for the whole budget.
    package let name: String?
    /// Nil where the project has no budget.
    package let budget: Located<Money>?
    package let spent: Money
    package let committed: Money
    /// The commitments of which something is left.
    package let committedParts: [Part]
    /// What belongs here and could not be counted.
    package let problems: [BudgetProblem]
    fileprivate let books: Books

    /// The bookings, in the order of the files. Made anew each time: most sums are asked for without.
    package var spentParts: [Part] { books.parts(of: line) }

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
        let budget = project.budget
        let books = Books(ledger: project.ledger, valuation: valuation, asOf: asOf)
        var tally = BudgetTally(books, lines: (budget?.lines ?? []).map(\.id))
        for entry in project.ledger where books.counts(entry.date.value) { tally.add(entry) }
        for commitment in project.commitments where books.counts(commitment.date.value) { tally.add(commitment) }
        lines = (budget?.lines ?? []).map { line in
            tally.position(of: line.id, name: line.name ?? line.id, budget: line.amount)
        }
        let whole = budget.flatMap { budget in
            budget.total.map { Located($0, at: budget.amount?.position ?? budget.position) }
        }
        total = tally.position(of: nil, name: nil, budget: whole)
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

/// The bookings of a project, and how they are valued.
private struct Books: Hashable, Sendable {
    let ledger: Ledger
    let valuation: Valuation
    let asOf: LocalDate?

    func counts(_ date: LocalDate) -> Bool { asOf.map { date <= $0 } ?? true }

    /// - Parameter line: its id; nil: all bookings.
    func parts(of line: String?) -> [BudgetPosition.Part] {
        ledger.compactMap { entry in
            guard counts(entry.date.value), line == nil || entry.line?.value == line,
                let value = try? valuation.value(of: entry)
            else { return nil }
            return BudgetPosition.Part(
                what: entry.what ?? "booking of \(entry.date.value)", amount: value.money, written: value.written,
                steps: value.steps, date: entry.date.value, position: entry.valuePosition
            )
        }
    }
}

/// Adds up all lines in one pass.
private struct BudgetTally {
    private let books: Books
    /// Where the sum of a line is.
    private let indices: [String: Int]
    private var spent: [MoneySum]
    private var total: MoneySum
    private var committed: [(line: String?, part: BudgetPosition.Part)] = []
    private var problems: [BudgetProblem] = []
    private var clearing = Clearing()

    private var valuation: Valuation { books.valuation }

    init(_ books: Books, lines: [String]) {
        self.books = books
        indices = Dictionary(lines.enumerated().map { ($1, $0) }) { first, _ in first }
        total = MoneySum(books.valuation.currency)
        spent = Array(repeating: total, count: lines.count)
    }

    mutating func add(_ entry: LedgerEntry) {
        do throws(BudgetProblem) {
            let money = try valuation.value(of: entry).money
            total.add(money)
            if let line = entry.line?.value, let index = indices[line] { spent[index].add(money) }
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
            let rest = SumStep.remainder(whole.money, less: Money(off, whole.money.currency), left)
            let part = BudgetPosition.Part(
                what: commitment.id, amount: value.money, written: whole.written,
                steps: whole.steps + (off.isZero ? [] : [rest]) + value.steps, date: commitment.date.value,
                position: commitment.valuePosition
            )
            committed.append((commitment.line?.value, part))
        } catch {
            problems.append(error)
        }
    }

    /// - Parameter line: its id; nil: the whole.
    func position(of line: String?, name: String?, budget: Located<Money>?) -> BudgetPosition {
        let parts = committed.filter { line == nil || $0.line == line }.map(\.part)
        var promised = MoneySum(valuation.currency)
        for part in parts { promised.add(part.amount) }
        let sum = line.flatMap { indices[$0] }.map { spent[$0] } ?? total
        return BudgetPosition(
            line: line, name: name, budget: budget, spent: sum.total, committed: promised.total, committedParts: parts,
            problems: problems.filter { line == nil || $0.line == line }, books: books
        )
    }
}
