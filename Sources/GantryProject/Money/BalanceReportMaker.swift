import FoundationEssentials
import GantryCore
import GantryTime

/// Makes the final account of one project.
struct BalanceReportMaker {
    let project: Project
    let bookings: Bookings
    let asOf: LocalDate
    let account: Account
    let assertions: [AssertedBalance]
    var currency: Currency { bookings.currency }

    init(_ project: Project, _ bookings: Bookings, asOf: LocalDate) {
        (self.project, self.bookings, self.asOf) = (project, bookings, asOf)
        account = Account(of: bookings, lines: project.budget?.lines.map(\.id) ?? [])
        assertions = AssertedBalance.check(project.assertions, against: bookings, asOf: asOf)
    }

    func report(explains: Bool) throws(BudgetProblem) -> BalanceReport {
        let budget = project.budget?.total
        let open = try openCommitments()
        let invoices = InvoiceLook(project: project, bookings: bookings, asOf: asOf)
        let why = budget == nil ? "the project has no budget" : nil
        let moved = invoices.lines.compactMap(\.note)
        return BalanceReport(
            project: project.id, asOf: asOf, currency: currency.code, lines: account.rows.map(line),
            residual: amount(account.residual), total: amount(account.total), budget: budget.map { Amount($0) },
            difference: budget.map { amount($0.amount - account.total) }, commitments: open,
            invoices: invoices.lines.map(\.line), assertions: assertions.map(line),
            holds: assertions.allSatisfy(\.holds),
            notes: MoneyNotes.later(than: asOf, in: project) + laterAssertions() + moved,
            unavailable: why.map { ["budget": $0, "difference": $0] } ?? [:],
            explain: explains ? explanations() : nil)
    }

    func amount(_ value: Decimal) -> Amount { Amount(value, currency) }

    // MARK: Lines

    private func line(_ row: Account.Row) -> BalanceReport.Line {
        BalanceReport.Line(
            line: row.line, currency: row.currency.code, booked: Amount(row.booked, row.currency),
            converted: amount(row.shown), exact: amount(row.converted), bookings: row.count)
    }

    private func line(_ balance: AssertedBalance) -> BalanceReport.AssertionLine {
        BalanceReport.AssertionLine(
            date: balance.assertion.date.value, line: balance.assertion.line?.value,
            asserted: Amount(balance.assertion.actual.value), ledger: Amount(balance.ledger, balance.currency),
            currency: balance.currency.code, difference: Amount(balance.difference, balance.currency),
            holds: balance.holds, at: balance.assertion.actual.position,
            last: balance.last.map { bookings.ledger[$0].valuePosition })
    }

    private func laterAssertions() -> [String] {
        let later = project.assertions.count { $0.date.value > asOf }
        guard later > 0 else { return [] }
        return ["\(later) assertion\(later == 1 ? " is" : "s are") dated after \(asOf), and not checked"]
    }

    // MARK: Commitments

    private func openCommitments() throws(BudgetProblem) -> [BalanceReport.OpenCommitment] {
        var lines: [BalanceReport.OpenCommitment] = []
        for commitment in project.commitments where commitment.date.value <= asOf {
            let whole = try bookings.valuation.price(of: commitment).money
            let left = Money(bookings.clearing.left(of: commitment, whole: whole.amount), whole.currency)
            guard !left.amount.isZero else { continue }
            let converted = try bookings.valuation.value(of: left, of: commitment).money.amount
            lines.append(
                BalanceReport.OpenCommitment(
                    id: commitment.id, line: commitment.line?.value, supplier: commitment.supplier?.value,
                    date: commitment.date.value, amount: Amount(whole), left: Amount(left),
                    currency: whole.currency.code, converted: amount(converted), at: commitment.valuePosition))
        }
        return lines
    }

    // MARK: Explanations

    private func explanations() -> [Explanation] {
        account.rows.map(explanation) + [sums()] + assertions.map(explanation)
    }

    private func explanation(_ row: Account.Row) -> Explanation {
        let booked = Money(row.booked, row.currency)
        var arithmetic = [MoneyText.sum(of: row.count, "booking", booked)]
        if row.currency != currency {
            arithmetic.append("each at its own rate = \(Money(row.converted, currency))")
        }
        if row.shown != row.converted { arithmetic.append("to the cent = \(Money(row.shown, currency))") }
        return Explanation(
            ["lines", row.line, row.currency.code].compactMap { $0 }.joined(separator: "."),
            Evidence(
                rule: "what was booked in \(row.currency.code) up to \(asOf)"
                    + (row.currency == currency ? "" : ", converted by the rate of its day"),
                inputs: bookings.newest(of: row.count, through: asOf) {
                    $0.line == row.line && $0.own.currency == row.currency
                },
                arithmetic: arithmetic))
    }

    private func sums() -> Explanation {
        let exact = account.rows.map(\.converted)
        let shown = account.rows.map(\.shown)
        let money = { (amount: Decimal) in "\(Money(amount, currency))" }
        return Explanation(
            "residual",
            Evidence(
                rule: "the exact total, rounded once, less the lines as they are printed",
                arithmetic: [
                    exact.map(money).joined(separator: " + ") + " = \(money(account.exactTotal))",
                    "to the cent: \(money(account.total))",
                    "\(money(account.total)) - (\(shown.map(money).joined(separator: " + "))) = \(money(account.residual))",
                ]))
    }

    private func explanation(_ balance: AssertedBalance) -> Explanation {
        let assertion = balance.assertion
        let line = assertion.line?.value
        let isOwn = balance.currency == currency
        let inputs = bookings.newest(of: balance.count, through: assertion.date.value) { booked in
            (line == nil || booked.line == line) && (isOwn || booked.own.currency == balance.currency)
        }
        let ledger = Money(balance.ledger, balance.currency)
        let sum = [MoneyText.sum(of: balance.count, "booking", Money(balance.exact, balance.currency))]
        let rounded = balance.exact == balance.ledger ? [] : ["to the places that are asserted = \(ledger)"]
        let difference = Money(balance.difference, balance.currency)
        return Explanation(
            "assertions." + ([assertion.date.value.description] + [line].compactMap { $0 }).joined(separator: "."),
            Evidence(
                rule: isOwn
                    ? "every booking up to \(assertion.date.value), in \(currency.code)"
                    : "every booking in \(balance.currency.code) up to \(assertion.date.value)",
                inputs: [Evidence.Input("asserted", "\(assertion.actual.value)", at: assertion.actual.position)]
                    + inputs,
                arithmetic: sum + rounded + ["\(assertion.actual.value) - \(ledger) = \(difference)"]))
    }
}
