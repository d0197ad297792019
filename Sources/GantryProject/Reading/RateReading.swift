import FoundationEssentials
import GantryCore
import GantryYAML

extension MoneyReading {
    /// Quotes for all bookings: `- { date: 2026-11-03, from: USD, EUR: 0.92, source: ECB }`.
    static var rates: Schema<[RateQuote]> {
        .records(
            of: .record("a rate") { fields in
                let date = fields.requiredLocated("date", .date)
                let from = fields.requiredLocated("from", currency)
                let rates = quoted(fields)
                let source = fields.optional("source", .nonEmptyText)
                if let from, rates[from.value] != nil {
                    fields.fail(
                        from.value.code, .wrongForm, "one \(from.value.code) is always one \(from.value.code)",
                        hint: "'from' is the currency of the bookings, the other key that of the budget")
                }
                guard let date, let from else { return nil }
                return RateQuote(date: date, from: from, rates: rates, source: source, position: date.position)
            }
        )
    }

    /// The keys of a record that are currencies, and what stands there: `EUR: 0.92`.
    static func quoted(_ fields: FieldReader) -> [Currency: Located<Decimal>] {
        let isCurrency = { Currency($0) != nil }
        let read = fields.each(Pattern.currency, where: isCurrency, Schema.exchangeRate.located)
        let rates = Dictionary(read.compactMap { code, rate in Currency(code).map { ($0, rate) } }) { first, _ in first
        }
        for rate in rates.values where rate.value <= 0 {
            fields.collector.error(.negativeFigure, at: fields.node, "a rate is greater than zero")
        }
        let slips = fields.keys.filter { !isCurrency($0) && isCurrency($0.uppercased()) }
        for key in slips { fields.note(key, hint: "a currency is written \(key.uppercased())") }
        if !fields.keys.contains(where: isCurrency), slips.isEmpty {
            fields.collector.error(
                .wrongForm, at: fields.node, "\(fields.name) needs a currency and its value",
                hint: "add the currency, EUR: 0.92"
            )
        }
        return rates
    }

    private static var currency: Schema<Currency> {
        .form("a currency such as EUR", .text("currency", Pattern.whole(Pattern.currency))) { Currency($0) }
    }
}

extension Schema where T == Decimal {
    fileprivate static var exchangeRate: Schema {
        Schema.decimal.shaped(.number("quoted_rate", "^\(Pattern.positive)$", .init(moreThan: 0)))
    }
}
