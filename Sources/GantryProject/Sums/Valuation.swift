package import FoundationEssentials
package import GantryCore

/// What a booking or a commitment comes to in one currency, and the sum that says so.
struct Valued {
    let amount: Decimal
    let written: WrittenFigure
    /// The sum, where there is one: `12000.00 USD × 0.92 = 11040.00 EUR`.
    let arithmetic: String?
}

/// A figure as the file has it, before any sum: `12000.00 USD`, `7.5h ben`.
package enum WrittenFigure: Hashable, Sendable, CustomStringConvertible {
    case money(Money)
    case hours(Hours, person: String?)

    package var description: String {
        switch self {
        case .money(let money): "\(money)"
        case .hours(let hours, let person): person.map { "\(hours) \($0)" } ?? "\(hours)"
        }
    }
}

/// Why something could not be counted.
package struct BudgetProblem: Error, Hashable, Sendable {
    /// The booking or the commitment, as people would name it.
    package let what: String
    package let message: String
    package let hint: String?
    package let position: SourcePosition
    /// The budget line it belongs to; nil where the budget has none.
    package let line: String?
    /// What `check` says it is.
    package internal(set) var code: DiagnosticCode = .notValued
}

/// Values money and hours, exactly.
struct Valuation {
    let currency: Currency
    let people: [String: Person]
    let commitments: [String: Commitment]
    /// For what carries no exchange of its own.
    var rates = RateTable()

    // MARK: Bookings

    /// What a booking comes to in the budget's currency.
    func value(of entry: LedgerEntry) throws(BudgetProblem) -> Valued {
        try value(of: price(of: entry), of: entry)
    }

    /// - Parameter price: the booking's own.
    func value(of price: Priced, of entry: LedgerEntry) throws(BudgetProblem) -> Valued {
        try convert(
            price, by: entry.exchange, on: entry.date.value, into: currency, problem: Self.problem(of: entry))
    }

    /// What a booking takes off a commitment, in the commitment's currency.
    func cleared(by entry: LedgerEntry, of commitment: Commitment) throws(BudgetProblem) -> Decimal {
        // What has no price is said where the booking itself is counted.
        guard let written = try? price(of: entry) else { return 0 }
        let make = Self.problem(of: entry)
        let problem: ProblemMaker = { message, hint in
            make("it takes nothing off '\(commitment.id)': \(message)", hint)
        }
        return try convert(
            written, by: entry.exchange, on: entry.date.value, into: commitment.value.currency, problem: problem
        ).amount
    }

    /// The booking's own amount: as it stands, or hours at the rate of the commitment they clear, else of the person.
    func price(of entry: LedgerEntry) throws(BudgetProblem) -> Priced {
        switch entry.value {
        case .amount(let money):
            return Priced(money.value)
        case .hours(let hours, let person):
            let written = WrittenFigure.hours(hours.value, person: person.value)
            if let id = entry.clears?.value, case .hours(_, let rate)? = commitments[id]?.value {
                return try Priced(hours.value, at: rate.value, per: .hour, written, Self.problem(of: entry))
            }
            guard let rate = people[person.value]?.costRate(on: entry.date.value) else {
                throw Self.problem(of: entry)(
                    "'\(person.value)' has no cost rate on \(entry.date.value)",
                    "add cost_rate: [{ from: \(entry.date.value), per: hour, amount: 95.00 \(currency.code) }] to the person"
                )
            }
            return try Priced(hours.value, at: rate.amount.value, per: rate.per, written, Self.problem(of: entry))
        }
    }

    // MARK: Commitments

    /// The whole of a commitment, in its own currency.
    func price(of commitment: Commitment) throws(BudgetProblem) -> Priced {
        switch commitment.value {
        case .amount(let money): Priced(money.value)
        case .hours(let hours, let rate):
            try Priced(
                hours.value, at: rate.value, per: .hour, .hours(hours.value, person: nil), Self.problem(of: commitment))
        }
    }

    /// A part of a commitment in the budget's currency.
    func value(of money: Money, of commitment: Commitment) throws(BudgetProblem) -> Valued {
        try convert(
            Priced(money), by: commitment.exchange, on: commitment.date.value, into: currency,
            problem: Self.problem(of: commitment))
    }

    // MARK: Exchange

    private func convert(
        _ priced: Priced, by own: ExchangeQuote?, on day: LocalDate, into wanted: Currency, problem: ProblemMaker
    ) throws(BudgetProblem) -> Valued {
        let money = priced.money
        if money.currency == wanted {
            return Valued(amount: money.amount, written: priced.written, arithmetic: priced.arithmetic)
        }
        let quote = own?.rates[wanted] == nil ? rates.quote(from: money.currency, into: wanted, on: day) : nil
        guard let rate = own?.rates[wanted]?.value ?? quote?.rate.value else {
            throw rateMissing(money, on: day, into: wanted, problem)
        }
        guard let amount = money.amount.exactProduct(rate) else { throw problem("\(money) has too many digits", nil) }
        let origin = quote.map { " (\($0.origin))" } ?? ""
        let sum = "\(money) × \(rate)\(origin) = \(Money(amount, wanted))"
        let steps = [priced.arithmetic, sum].compactMap { $0 }.joined(separator: "; ")
        return Valued(amount: amount, written: priced.written, arithmetic: steps)
    }

    private func rateMissing(
        _ money: Money, on day: LocalDate, into wanted: Currency, _ problem: ProblemMaker
    ) -> BudgetProblem {
        let first = rates.first(from: money.currency, into: wanted)
        let quote = "{ date: \(day), from: \(money.currency.code), \(wanted.code): RATE, source: WHO }"
        let hint =
            first.map { "the first is quoted on \($0.date), \($0.rate.position.fileAndLine): add \(quote) to rates" }
            ?? "add rates: [\(quote)] to the project"
        var missing = problem("\(money) has no exchange rate into \(wanted.code) on \(day)", hint)
        missing.code = .rateMissing
        return missing
    }

    typealias ProblemMaker = (_ message: String, _ hint: String?) -> BudgetProblem

    static func problem(of entry: LedgerEntry) -> ProblemMaker {
        { message, hint in
            let what = entry.what ?? "a booking of \(entry.date.value)"
            return BudgetProblem(
                what: what, message: message, hint: hint, position: entry.valuePosition, line: entry.line?.value
            )
        }
    }

    static func problem(of commitment: Commitment) -> ProblemMaker {
        { message, hint in
            BudgetProblem(
                what: commitment.id, message: message, hint: hint, position: commitment.valuePosition,
                line: commitment.line?.value
            )
        }
    }
}

/// An amount in its own currency, before any exchange.
struct Priced {
    let money: Money
    let written: WrittenFigure
    let arithmetic: String?

    init(_ money: Money) { (self.money, written, arithmetic) = (money, .money(money), nil) }

    init(
        _ hours: Hours, at rate: Money, per unit: CostRate.Unit, _ written: WrittenFigure,
        _ problem: Valuation.ProblemMaker
    ) throws(BudgetProblem) {
        guard let product = hours.count.exactProduct(rate.amount) else {
            throw problem("\(hours) at \(rate) has too many digits", nil)
        }
        let (amount, divisor) =
            switch unit {
            case .hour: (product, "")
            case .day: (product / CostRate.hoursOfDay, " / \(CostRate.hoursOfDay)")
            }
        let money = Money(amount, rate.currency)
        (self.money, self.written) = (money, written)
        arithmetic = "\(hours.count) × \(rate)\(divisor) = \(money)"
    }
}

extension CostRate {
    /// A day's work, for rates by the day.
    package static let hoursOfDay = Decimal(8)
}

extension Commitment.Value {
    package var currency: Currency {
        switch self {
        case .amount(let money): money.value.currency
        case .hours(_, let rate): rate.value.currency
        }
    }
}

extension Commitment {
    /// Where its figure stands.
    package var valuePosition: SourcePosition {
        switch value {
        case .amount(let money): money.position
        case .hours(let hours, _): hours.position
        }
    }
}

extension LedgerEntry {
    /// Where its figure stands.
    package var valuePosition: SourcePosition {
        switch value {
        case .amount(let money): money.position
        case .hours(let hours, _): hours.position
        }
    }
}

extension Decimal {
    /// The product, or nil where it has more digits than a `Decimal` keeps, 38, and would be rounded.
    func exactProduct(_ other: Decimal) -> Decimal? {
        significantDigits + other.significantDigits <= 38 ? self * other : nil
    }

    private var significantDigits: Int {
        "\(magnitude)".utf8.filter { $0 != UInt8(ascii: ".") }.drop { $0 == UInt8(ascii: "0") }.count
    }
}
