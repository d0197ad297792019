package import FoundationEssentials
package import GantryCore

/// What the project may cost: one amount, or lines whose sum it is, all in one currency.
package struct Budget: Hashable, Sendable {
    /// The amount as it was written; nil where there are lines.
    package let amount: Located<Money>?
    package let lines: [BudgetLine]
    /// The shares at which somebody is told, rising; empty: the check's own.
    package let alert: [Located<Percent>]
    /// Beyond the last share, told again at every such step.
    package let again: Located<Percent>?
    package let position: SourcePosition

    package var currency: Currency? { amount?.value.currency ?? lines.first?.amount.value.currency }

    /// The amount, or the sum of the lines.
    package var total: Money? {
        guard let currency else { return nil }
        return Money(amount?.value.amount ?? lines.reduce(0) { $0 + $1.amount.value.amount }, currency)
    }

    package func line(_ id: String) -> BudgetLine? { lines.first { $0.id == id } }
}

package struct BudgetLine: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String?
    package let amount: Located<Money>
    package let position: SourcePosition
}

/// A dated, quoted rate: one unit of the booking's currency is `rates[currency]` of another.
package struct ExchangeQuote: Hashable, Sendable {
    package let rates: [Currency: Located<Decimal>]
    package let date: Located<LocalDate>
    /// Who quoted it: `ECB`.
    package let source: String?
}

/// Money that is promised and not yet spent: an order, a contract.
package struct Commitment: Hashable, Sendable, Identifiable {
    package enum Value: Hashable, Sendable {
        case amount(Located<Money>)
        /// Hours at the rate of one hour.
        case hours(Located<Hours>, rate: Located<Money>)
    }

    package let id: String
    /// The budget line; nil where the budget has none.
    package let line: Located<String>?
    package let supplier: Located<String>?
    package let value: Value
    package let date: Located<LocalDate>
    package let what: String?
    package let exchange: ExchangeQuote?
    package let position: SourcePosition
}

/// Money that was spent, or hours that were worked.
package struct LedgerEntry: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        /// Negative for a credit.
        case amount(Located<Money>)
        /// Valued at the rate of the commitment it clears, else at the person's cost rate of that day.
        case hours(Located<Hours>, person: Located<String>)
    }

    package let date: Located<LocalDate>
    /// The budget line; nil where the budget has none.
    package let line: Located<String>?
    package let value: Value
    package let exchange: ExchangeQuote?
    private let invoiceText: Located<LedgerText>?
    /// The commitment that it takes its amount off.
    package let clears: Located<String>?
    /// Frees what is left of that commitment.
    package let isFinal: Bool
    private let whatText: LedgerText?
    package let position: SourcePosition

    package init(
        date: Located<LocalDate>, line: Located<String>?, value: Value, exchange: ExchangeQuote?,
        invoice: Located<LedgerText>?, clears: Located<String>?, isFinal: Bool, what: LedgerText?,
        position: SourcePosition
    ) {
        (self.date, self.line, self.value, self.exchange) = (date, line, value, exchange)
        (invoiceText, self.clears, self.isFinal, whatText, self.position) = (invoice, clears, isFinal, what, position)
    }

    package var invoice: Located<String>? { invoiceText.map { Located($0.value.text, at: $0.position) } }
    package var what: String? { whatText?.text }
}

package struct Invoice: Hashable, Sendable, Identifiable {
    package let id: String
    package let from: Located<String>?
    package let amount: Located<Money>
    package let due: Located<LocalDate>?
    package let paid: Located<LocalDate>?
    package let what: String?
    package let position: SourcePosition
}

/// What the books must say on a day, to the cent.
package struct BalanceAssertion: Hashable, Sendable {
    package let date: Located<LocalDate>
    package let line: Located<String>?
    package let actual: Located<Money>
    package let position: SourcePosition
}
