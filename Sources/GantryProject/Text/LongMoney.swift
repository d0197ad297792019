import FoundationEssentials
import GantryCore

/// The long form of budget, commitments, bookings.
extension ProjectText {
    static func budget(_ budget: Budget) -> YAMLOutput {
        .record {
            $0.add("amount", budget.amount)
            let lines = budget.lines.map { line in
                YAMLOutput.record {
                    $0.add("id", line.id)
                    $0.add("name", line.name)
                    $0.add("amount", line.amount)
                }
            }
            // An empty list is not the same as none.
            if budget.amount == nil { $0.add("lines", output: .list(lines)) }
            $0.add("alert", texts: budget.alert.map { $0.value.description })
            $0.add("again", budget.again)
        }
    }

    static func commitment(_ commitment: Commitment) -> YAMLOutput {
        .record {
            $0.add("id", commitment.id)
            $0.add("date", commitment.date)
            $0.add("line", commitment.line)
            $0.add("supplier", commitment.supplier)
            switch commitment.value {
            case .amount(let money): $0.add("amount", money)
            case .hours(let hours, let rate):
                $0.add("hours", hours)
                $0.add("cost_rate", rate)
            }
            $0.add("exchange", output: commitment.exchange.map(exchange))
            $0.add("what", commitment.what)
        }
    }

    static func ledgerEntry(_ entry: LedgerEntry) -> YAMLOutput {
        .record {
            $0.add("date", entry.date)
            $0.add("line", entry.line)
            switch entry.value {
            case .amount(let money): $0.add("amount", money)
            case .hours(let hours, let person):
                $0.add("hours", hours)
                $0.add("person", person)
            }
            $0.add("exchange", output: entry.exchange.map(exchange))
            $0.add("invoice", entry.invoice)
            $0.add("clears", entry.clears)
            $0.add("final", flag: entry.isFinal)
            $0.add("what", entry.what)
        }
    }

    static func rate(_ quote: RateQuote) -> YAMLOutput {
        .record {
            $0.add("date", quote.date)
            $0.add("from", quote.from.value.code)
            add(quote.rates, to: &$0)
            $0.add("source", quote.source)
        }
    }

    /// In the order of the alphabet: a dictionary has none.
    private static func add(_ rates: [Currency: Located<Decimal>], to record: inout OutputRecord) {
        for (currency, rate) in rates.sorted(by: { $0.key.code < $1.key.code }) { record.add(currency.code, rate) }
    }

    private static func exchange(_ quote: ExchangeQuote) -> YAMLOutput {
        .record {
            add(quote.rates, to: &$0)
            $0.add("date", quote.date)
            $0.add("source", quote.source)
        }
    }

    static func valueRow(_ row: ValueRow) -> YAMLOutput {
        .record {
            $0.add("date", row.date)
            $0.add("amount", row.amount)
        }
    }

    static func invoice(_ invoice: Invoice) -> YAMLOutput {
        .record {
            $0.add("id", invoice.id)
            $0.add("from", invoice.from)
            $0.add("amount", invoice.amount)
            $0.add("due", invoice.due)
            $0.add("paid", invoice.paid)
            $0.add("what", invoice.what)
        }
    }

    static func assertion(_ assertion: BalanceAssertion) -> YAMLOutput {
        .record {
            $0.add("date", assertion.date)
            $0.add("line", assertion.line)
            $0.add("actual", assertion.actual)
        }
    }
}
