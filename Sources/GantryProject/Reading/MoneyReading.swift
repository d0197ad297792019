import FoundationEssentials
import GantryCore
import GantryYAML

enum MoneyReading {
    /// `120000.00 EUR`, or a record with an amount or lines.
    static var budget: Schema<Budget> {
        let record = Schema<Budget>.record("a budget") { fields in
            let amount = fields.located("amount", .money)
            let lines = fields.optional("lines", budgetLines)
            let alert = fields.oneOrList("alert", Schema.percent.located)
            let again = fields.located("again", .percent)
            if amount != nil, lines != nil {
                fields.fail(
                    "amount", .budgetForm, "a budget has an amount or lines, not both",
                    hint: "the sum of the lines is the amount"
                )
            } else if !fields.has("amount"), !fields.has("lines") {
                fields.collector.error(
                    .budgetForm, at: fields.node, "this budget has no amount",
                    hint: "add amount: 120000.00 EUR, or lines"
                )
            }
            return Budget(
                amount: amount, lines: lines ?? [], alert: alert, again: again, position: fields.place
            )
        }
        return Schema(name: "a budget such as 120000.00 EUR") { node, collector in
            guard node.text != nil else { return record.read(node, collector) }
            return Schema.money.located.read(node, collector).map {
                Budget(amount: $0, lines: [], alert: [], again: nil, position: node.position)
            }
        }
    }

    /// A list of records, or amounts by the ids of the lines: `{ labour: 80000.00 EUR }`.
    private static var budgetLines: Schema<[BudgetLine]> {
        let record = Schema<BudgetLine>.record("a budget line") { fields in
            let id = fields.required("id", .identifier)
            let name = fields.optional("name", .nonEmptyText)
            let amount = fields.requiredLocated("amount", .money)
            guard let id, let amount else { return nil }
            return BudgetLine(id: id, name: name, amount: amount, position: fields.place)
        }
        return Schema(name: "a list of budget lines") { node, collector in
            guard let entries = node.entries else {
                return Schema<[BudgetLine]>.records(of: record).read(node, collector)
            }
            return entries.compactMap { key, value in
                guard let id = Schema<String>.identifier.located.read(key, collector),
                    let amount = Schema.money.located.read(value, collector)
                else { return nil }
                return BudgetLine(id: id.value, name: nil, amount: amount, position: id.position)
            }
        }
    }

    static var commitments: Schema<[Commitment]> { .records(of: commitment) }

    private static var commitment: Schema<Commitment> {
        .record("a commitment") { fields in
            let id = fields.required("id", .identifier)
            let line = fields.located("line", .identifier)
            let supplier = fields.located("supplier", .identifier)
            let value = commitmentValue(fields)
            let date = fields.requiredLocated("date", .date)
            let what = fields.optional("what", .nonEmptyText)
            let exchange = fields.optional("exchange", exchange)
            guard let id, let value, let date else { return nil }
            return Commitment(
                id: id, line: line, supplier: supplier, value: value, date: date, what: what, exchange: exchange,
                position: fields.place
            )
        }
    }

    private static func commitmentValue(_ fields: FieldReader) -> Commitment.Value? {
        let amount = fields.located("amount", .money)
        let hours = fields.located("hours", .hours)
        let rate = fields.located("cost_rate", .money)
        switch (fields.has("amount"), fields.has("hours"), fields.has("cost_rate")) {
        case (true, false, false): return amount.map { .amount($0) }
        case (false, true, true):
            guard let hours, let rate else { return nil }
            return .hours(hours, rate: rate)
        default:
            fields.collector.error(
                .wrongForm, at: fields.node, "a commitment is an amount, or hours with a cost_rate",
                hint: "amount: 24000.00 EUR, or hours: 200h and cost_rate: 90.00 EUR"
            )
            return nil
        }
    }

    static var ledgerEntry: Schema<LedgerEntry> {
        .record("a booking") { fields in
            let date = fields.requiredLocated("date", .date)
            let line = fields.located("line", .identifier)
            let value = ledgerValue(fields)
            let exchange = fields.optional("exchange", exchange)
            let invoice = fields.located("invoice", .nonEmptyText)
            let clears = fields.located("clears", .identifier)
            let isFinal = fields.optional("final", .bool) ?? false
            let what = fields.optional("what", .nonEmptyText)
            if isFinal, !fields.has("clears") {
                fields.fail("final", .wrongForm, "'final' frees what is left of a commitment", hint: "add clears: PO-7")
            }
            guard let date, let value else { return nil }
            return LedgerEntry(
                date: date, line: line, value: value, exchange: exchange, invoice: invoice, clears: clears,
                isFinal: isFinal, what: what, position: fields.place
            )
        }
    }

    private static func ledgerValue(_ fields: FieldReader) -> LedgerEntry.Value? {
        let amount = fields.located("amount", .money)
        let hours = fields.located("hours", .hours)
        let person = fields.located("person", .identifier)
        switch (fields.has("amount"), fields.has("hours"), fields.has("person")) {
        case (true, false, false): return amount.map { .amount($0) }
        case (false, true, true):
            guard let hours, let person else { return nil }
            return .hours(hours, person: person)
        default:
            fields.collector.error(
                .wrongForm, at: fields.node, "a booking is an amount, or the hours of a person",
                hint: "amount: 950.00 EUR, or hours: 7.5h and person: ben"
            )
            return nil
        }
    }

    /// `{ EUR: 0.92, date: 2026-11-03, source: ECB }`: what one unit of the amount's currency is worth.
    private static var exchange: Schema<ExchangeQuote> {
        Schema(name: "an exchange rate such as { EUR: 0.92, date: 2026-11-03, source: ECB }") { node, collector in
            let currencies = (node.entries ?? []).compactMap { $0.key.text.flatMap { Currency($0) } }
            let record = Schema<ExchangeQuote>.record("an exchange rate") { fields in
                var rates: [Currency: Located<Decimal>] = [:]
                for currency in currencies { rates[currency] = fields.located(currency.code, .decimal) }
                let date = fields.requiredLocated("date", .date)
                let source = fields.optional("source", .nonEmptyText)
                for rate in rates.values where rate.value <= 0 {
                    fields.collector.error(.negativeFigure, at: fields.node, "a rate is greater than zero")
                }
                let slips = fields.keys.filter { Currency($0) == nil && Currency($0.uppercased()) != nil }
                for key in slips { fields.note(key, hint: "a currency is written \(key.uppercased())") }
                if currencies.isEmpty, slips.isEmpty {
                    fields.collector.error(
                        .wrongForm, at: fields.node, "this exchange has no rate", hint: "add the currency, EUR: 0.92"
                    )
                }
                return date.map { ExchangeQuote(rates: rates, date: $0, source: source) }
            }
            return record.read(node, collector)
        }
    }

    static var invoices: Schema<[Invoice]> {
        .records(
            of: .record("an invoice") { fields in
                let id = fields.required("id", .identifier)
                let from = fields.located("from", .nonEmptyText)
                let amount = fields.requiredLocated("amount", .money)
                let due = fields.located("due", .date)
                let paid = fields.located("paid", .date)
                let what = fields.optional("what", .nonEmptyText)
                guard let id, let amount else { return nil }
                return Invoice(
                    id: id, from: from, amount: amount, due: due, paid: paid, what: what, position: fields.place
                )
            }
        )
    }

    static var assertions: Schema<[BalanceAssertion]> {
        .records(
            of: .record("an assertion") { fields in
                let date = fields.requiredLocated("date", .date)
                let line = fields.located("line", .identifier)
                let actual = fields.requiredLocated("actual", .money)
                guard let date, let actual else { return nil }
                return BalanceAssertion(date: date, line: line, actual: actual, position: fields.place)
            }
        )
    }
}

extension ReadingSession {
    /// Bookings, and files of them: `- { file: books/labour.csv }`.
    var ledger: Schema<[LedgerEntry]> {
        Schema(name: "a list of bookings") { node, collector in
            if LedgerFile.isNamed(in: node) { return self.ledger(inFileOf: node, collector) }
            guard let elements = node.elements else {
                return Schema<[LedgerEntry]>.records(of: MoneyReading.ledgerEntry).read(node, collector)
            }
            var entries: [LedgerEntry] = []
            for element in elements {
                if LedgerFile.isNamed(in: element) {
                    let ofFile = self.ledger(inFileOf: element, collector) ?? []
                    if entries.isEmpty { entries = ofFile } else { entries += ofFile }
                } else if let entry = MoneyReading.ledgerEntry.read(element, collector) {
                    entries.append(entry)
                }
            }
            return entries
        }
    }
}
