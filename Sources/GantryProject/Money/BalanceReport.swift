package import GantryCore

/// `gantry balance`: the final account of a project, which ties to the cent or says by how much it does not.
package struct BalanceReport: ProjectReport {
    package static let name = "balance"
    package static let parameters: Set<String> = []

    package let project: String
    package let asOf: LocalDate
    package let currency: String
    package let lines: [Line]
    /// What rounding every line to the cent leaves over: the lines and it make the total.
    package let residual: Amount
    /// The exact sum, rounded to the cent.
    package let total: Amount
    @OrNull package var budget: Amount?
    /// Budget less total.
    @OrNull package var difference: Amount?
    package let commitments: [OpenCommitment]
    package let invoices: [InvoiceLine]
    package let assertions: [AssertionLine]
    /// Whether every assertion does.
    package let holds: Bool
    package var notes: [String]
    /// Why a figure is null, by its key.
    package let unavailable: [String: String]
    /// Only where it was asked for.
    package let explain: [Explanation]?

    private enum CodingKeys: String, CodingKey {
        case project, asOf = "as_of", currency, lines, residual, total, budget, difference, commitments, invoices
        case assertions, holds, notes, unavailable, explain
    }

    /// What was booked on one budget line in one currency.
    package struct Line: Codable, Hashable, Sendable {
        /// Null where the budget has no lines.
        @OrNull package var line: String?
        package let currency: String
        package let booked: Amount
        /// In the project's currency, to the cent.
        package let converted: Amount
        /// The same, not rounded.
        package let exact: Amount
        package let bookings: Int
    }

    /// What is promised and neither paid nor freed.
    package struct OpenCommitment: Codable, Hashable, Sendable {
        package let id: String
        @OrNull package var line: String?
        @OrNull package var supplier: String?
        package let date: LocalDate
        package let amount: Amount
        package let left: Amount
        package let currency: String
        /// What is left, in the project's currency.
        package let converted: Amount
        package let at: SourcePosition
    }

    package struct InvoiceLine: Codable, Hashable, Sendable {
        package enum State: String, Codable, Hashable, Sendable {
            /// `open`: not paid, and without a date.
            case paid, due, overdue, open
        }

        /// Whether the books have it.
        package enum Booking: String, Codable, Hashable, Sendable {
            case matches, missing, differs
            /// It is booked in another currency than it is written in, so the two cannot be compared.
            case otherCurrency = "other_currency"
        }

        package let id: String
        @OrNull package var from: String?
        package let amount: Amount
        package let currency: String
        @OrNull package var due: LocalDate?
        @OrNull package var paid: LocalDate?
        package let state: State
        package let booking: Booking
        /// What bookings that name it come to, in its currency; null where there are none in that.
        @OrNull package var booked: Amount?
        package let at: SourcePosition
    }

    package struct AssertionLine: Codable, Hashable, Sendable {
        package let date: LocalDate
        /// Null: all lines together.
        @OrNull package var line: String?
        package let asserted: Amount
        package let ledger: Amount
        package let currency: String
        /// Asserted less ledger.
        package let difference: Amount
        package let holds: Bool
        package let at: SourcePosition
        /// The last booking that was counted.
        @OrNull package var last: SourcePosition?
    }

    package static func make(
        of subject: ReportSubject, _ parameters: ReportParameters
    ) throws(ReportProblem) -> BalanceReport {
        let asOf = try parameters.date("as_of") ?? subject.today
        let explains = try parameters.flag("explain")
        let report = try ReportProblem.translating { () throws(BudgetProblem) -> BalanceReport? in
            guard let bookings = try Bookings(of: subject, asOf: asOf) else { return nil }
            return try BalanceReportMaker(subject.project, bookings, asOf: asOf).report(explains: explains)
        }
        guard let report else { throw .noMoney(in: subject.project) }
        return report
    }
}
