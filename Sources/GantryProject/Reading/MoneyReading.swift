import FoundationEssentials
import GantryCore
import GantryYAML

enum MoneyReading {
    /// `120000.00 EUR`, or a record with an amount or lines.
    static var budget: Schema<Budget> {
        let record = Schema<Budget>.record("a budget") { fields in
            let amount = fields.located("amount", .moneyFromZero)
            let lines = fields.optional("lines", budgetLines)
            let alert = fields.oneOrList("alert", Schema.threshold.located)
            let again = fields.located("again", .threshold)
            let has = fields.given(["amount", "lines"])
            if fields.alternative(of: [["amount"], ["lines"]]) == nil, !has.isEmpty {
                fields.fail(
                    "amount", .budgetForm, "a budget has an amount or lines, not both",
                    hint: "the sum of the lines is the amount"
                )
            } else if has.isEmpty {
                fields.collector.error(
                    .budgetForm, at: fields.node, "this budget has no amount",
                    hint: "add amount: 120000.00 EUR, or lines"
                )
            }
            return Budget(
                amount: amount, lines: lines ?? [], alert: alert, again: again, position: fields.place
            )
        }
        return Schema(name: "a budget such as 120000.00 EUR", shape: .either(.moneyFromZero, record.shape)) {
            node, collector in
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
            let amount = fields.requiredLocated("amount", .moneyFromZero)
            guard let id, let amount else { return nil }
            return BudgetLine(id: id, name: name, amount: amount, position: fields.place)
        }
        let shape = { Shape.either(.list(record.shape), .map(keys: Pattern.id, .moneyFromZero)) }
        return Schema(name: "a list of budget lines", like: shape) { node, collector in
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

    private static let commitmentValues = [["amount"], ["hours", "cost_rate"]]

    private static func commitmentValue(_ fields: FieldReader) -> Commitment.Value? {
        let amount = fields.located("amount", .moneyFromZero)
        let hours = fields.located("hours", Schema.hours.shaped(.hoursFromZero))
        let rate = fields.located("cost_rate", .moneyFromZero)
        switch fields.alternative(of: commitmentValues) {
        case "amount": return amount.map { .amount($0) }
        case "hours":
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
            fields.note(.when("final", is: .yes, [.init("clears", .something, isRequired: true)]))
            if isFinal, fields.given(["clears"]).isEmpty {
                fields.fail("final", .wrongForm, "'final' frees what is left of a commitment", hint: "add clears: PO-7")
            }
            guard let date, let value else { return nil }
            return LedgerEntry(
                date: date, line: line, value: value, exchange: exchange,
                invoice: invoice.map { Located(.text($0.value), at: $0.position) }, clears: clears,
                isFinal: isFinal, what: what.map { .text($0) }, position: fields.place
            )
        }
    }

    private static let bookingValues = [["amount"], ["hours", "person"]]

    private static func ledgerValue(_ fields: FieldReader) -> LedgerEntry.Value? {
        let amount = fields.located("amount", .money)
        let hours = fields.located("hours", .hours)
        let person = fields.located("person", .identifier)
        switch fields.alternative(of: bookingValues) {
        case "amount": return amount.map { .amount($0) }
        case "hours":
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
        .record("an exchange rate") { fields in
            let rates = quoted(fields)
            let date = fields.requiredLocated("date", .date)
            let source = fields.optional("source", .nonEmptyText)
            return date.map { ExchangeQuote(rates: rates, date: $0, source: source) }
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

extension Schema where T == Money {
    /// What the checks take: not less than nothing.
    static var moneyFromZero: Schema { Schema.money.shaped(.moneyFromZero) }
}

extension Schema where T == Percent {
    /// What the checks take as a threshold: more than nothing.
    fileprivate static var threshold: Schema { Schema.percent.shaped(.percentAboveZero) }

    /// What the checks take as a part of a whole: 0 % to 100 %.
    static var share: Schema { Schema.percent.shaped(.share) }
}

extension ReadingSession {
    /// Bookings, and files of them: `- { file: books/labour.csv }`.
    var ledger: Schema<Ledger> {
        let inFile = { (shape: Shape) in Shape.depending(on: .has("file"), LedgerFile.schema.shape, else: shape) }
        let shape = { inFile(.list(inFile(MoneyReading.ledgerEntry.shape))) }
        return Schema(name: "a list of bookings", shape: shape()) { node, collector in
            if LedgerFile.isNamed(in: node) { return self.ledger(inFileOf: node, collector) }
            guard let elements = node.elements else {
                return Schema<[LedgerEntry]>.records(of: MoneyReading.ledgerEntry).read(node, collector)
                    .map { Ledger($0) }
            }
            var entries = Ledger()
            for element in elements {
                if LedgerFile.isNamed(in: element) {
                    entries.append(contentsOf: self.ledger(inFileOf: element, collector) ?? [])
                } else if let entry = MoneyReading.ledgerEntry.read(element, collector) {
                    entries.append(entry)
                }
            }
            return entries
        }
    }
}
