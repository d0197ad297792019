package import FoundationEssentials
package import GantryCore

/// `gantry budget`: of every line and of the whole what is spent, promised and left, how fast it goes, and until when
/// it lasts.
package struct BudgetReport: ProjectReport {
    package static let name = "budget"
    package static let parameters: Set<String> = ["periods"]

    package let project: String
    package let asOf: LocalDate
    package let currency: String
    package let periods: Periods
    /// The shares of the budget at which somebody is told, rising.
    package let thresholds: [Decimal]
    /// The steps beyond the highest of them.
    @OrNull package var again: Decimal?
    package let lines: [Row]
    package let total: Row
    package var notes: [String]
    /// Only where it was asked for.
    package let explain: [Explanation]?

    /// The months that the burn is the mean of.
    package struct Periods: Codable, Hashable, Sendable {
        package let asked: Int
        package let used: Int
        @OrNull package var from: LocalDate?
        @OrNull package var to: LocalDate?
    }

    /// One line, or the whole.
    package struct Row: Codable, Hashable, Sendable {
        /// Null for the whole, as is the name.
        @OrNull package var id: String?
        @OrNull package var name: String?
        @OrNull package var budget: Amount?
        package let spent: Amount
        package let committed: Amount
        @OrNull package var left: Amount?
        /// Spent and committed, of the budget.
        @OrNull package var percent: Decimal?
        /// The highest threshold, or step beyond them, that is reached.
        @OrNull package var alert: Decimal?
        /// A month.
        @OrNull package var burn: Amount?
        @OrNull package var runway: LocalDate?
        /// Why a figure is null, by its key.
        package let unavailable: [String: String]
    }

    private enum CodingKeys: String, CodingKey {
        case project, asOf = "as_of", currency, periods, thresholds, again, lines, total, notes, explain
    }

    package static func make(
        of subject: ReportSubject, _ parameters: ReportParameters
    ) throws(ReportProblem) -> BudgetReport {
        let asOf = try parameters.date("as_of") ?? subject.today
        let periods = try parameters.number("periods", 1...120) ?? 3
        let explains = try parameters.flag("explain")
        guard let sums = subject.portfolio.budget(of: subject.project, asOf: asOf) else {
            throw .noMoney(in: subject.project)
        }
        if let problem = sums.problems.first { throw ReportProblem(problem) }
        return BudgetReportMaker(subject.project, sums, asOf: asOf, periods: periods).report(explains: explains)
    }
}

extension ReportProblem {
    static func noMoney(in project: Project) -> ReportProblem {
        ReportProblem(
            .nothingToSum, "'\(project.id)' has no budget, no bookings and no commitments",
            hint: "add budget: 120000.00 EUR")
    }
}

/// Makes the report of one project.
struct BudgetReportMaker {
    let project: Project
    let sums: BudgetSums
    let asOf: LocalDate
    let window: BurnWindow
    let thresholds: AlertThresholds
    var currency: Currency { sums.total.spent.currency }

    init(_ project: Project, _ sums: BudgetSums, asOf: LocalDate, periods: Int) {
        (self.project, self.sums, self.asOf) = (project, sums, asOf)
        let first = project.ledger.lazy.map(\.date.value).filter { $0 <= asOf }.min()
        window = BurnWindow(periods, firstBooking: first, today: asOf)
        thresholds = AlertThresholds(of: project.budget)
    }

    func report(explains: Bool) -> BudgetReport {
        let lines = sums.lines.map(row)
        let total = row(sums.total)
        return BudgetReport(
            project: project.id, asOf: asOf, currency: currency.code,
            periods: .init(asked: window.wanted, used: window.count, from: window.first, to: window.last),
            thresholds: thresholds.shares, again: thresholds.again, lines: lines.map(\.row), total: total.row,
            notes: notes((lines + [total]).compactMap(\.note)),
            explain: explains ? (sums.lines + [sums.total]).flatMap(explanations) : nil)
    }

    func burn(of position: BudgetPosition) -> Burn {
        let spent = position.spentParts.reduce(Decimal(0)) { sum, part in
            window.contains(part.date) ? sum + part.amount.amount : sum
        }
        return Burn(window: window, spent: spent)
    }

    // MARK: Rows

    private func row(_ position: BudgetPosition) -> (row: BudgetReport.Row, note: String?) {
        let burn = burn(of: position)
        let budget = position.budget?.value.amount
        let left = budget.map { $0 - position.used.amount }
        var unavailable: [String: String] = [:]
        if budget == nil {
            for key in ["budget", "left", "percent", "alert", "runway"] {
                unavailable[key] = "the project has no budget"
            }
        } else if position.percentUsed == nil {
            unavailable["percent"] = "the budget is zero"
        }
        unavailable["burn"] = window.reason
        var runway: LocalDate?
        var note: String?
        switch left.map({ burn.runway(of: Money($0, currency), from: asOf, project.calendar) }) {
        case .until(let day, let counted)?:
            runway = counted
            if counted != day {
                note =
                    "\(position.line ?? "the whole") lasts until \(day.spoken(seenFrom: asOf)), a day off; "
                    + "it counts as the working day before, \(counted.spoken(seenFrom: asOf))"
            }
        case .unavailable(let why)?: unavailable["runway"] = why
        case nil: break
        }
        let row = BudgetReport.Row(
            id: position.line, name: position.name, budget: budget.map { Amount($0, currency) },
            spent: Amount(position.spent), committed: Amount(position.committed),
            left: left.map { Amount($0, currency) }, percent: position.percentUsed?.value,
            alert: budget.flatMap { thresholds.reached(used: position.used.amount, of: $0) },
            burn: burn.perMonth.map { Amount($0, currency) }, runway: runway, unavailable: unavailable)
        return (row, note)
    }

    // MARK: Notes

    private func notes(_ runways: [String]) -> [String] {
        var notes = MoneyNotes.later(than: asOf, in: project)
        if project.budget?.alert.isEmpty == true {
            notes.append("the budget has no 'alert': 80 % and 100 % are taken")
        }
        if window.count > 0, window.count < window.wanted {
            let months = window.count == 1 ? "1 month, \(window.spoken)," : "\(window.count) months, \(window.spoken),"
            notes.append("the burn is that of \(months) and not of \(window.wanted): before it nothing was booked")
        }
        return notes + runways
    }
}

/// What every answer about money says it did without.
enum MoneyNotes {
    static func later(than day: LocalDate, in project: Project) -> [String] {
        let bookings = project.ledger.count { $0.date.value > day }
        let commitments = project.commitments.count { $0.date.value > day }
        let parts = [(bookings, "booking"), (commitments, "commitment")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return [] }
        let words = parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ")
        return ["dated after \(day), and so not counted: \(words)"]
    }
}

/// The shares of a budget at which somebody is told.
struct AlertThresholds: Hashable {
    /// Rising, not empty.
    let shares: [Decimal]
    let again: Decimal?

    /// Where the budget has none, those that `budget.check` comes with.
    init(of budget: Budget?) {
        let own = Set((budget?.alert ?? []).map(\.value.value)).sorted()
        shares = own.isEmpty ? [80, 100] : own
        again = budget?.again?.value.value ?? 5
    }

    /// The highest that is reached, found with products so that nothing is rounded. Any money is more than all of a
    /// budget of nothing.
    func reached(used: Decimal, of budget: Decimal) -> Decimal? {
        guard budget > 0, let top = shares.last else { return used > 0 ? max(100, shares.last ?? 100) : nil }
        guard used * 100 >= top * budget else { return shares.last { used * 100 >= $0 * budget } }
        guard let again, again > 0 else { return top }
        let over = used * 100 - top * budget
        return top + again * Decimal(Burn.floor(of: over, by: again * budget, upTo: 1_000_000) ?? 1_000_000)
    }
}
