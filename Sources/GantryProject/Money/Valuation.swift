package import FoundationEssentials
package import GantryCore

/// What a booking or a commitment comes to in one currency, and the sums that say so.
struct Valued {
    let money: Money
    let written: WrittenFigure
    let steps: [SumStep]
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
    package let code: DiagnosticCode
}

/// Values money and hours, exactly.
struct Valuation: Hashable {
    let currency: Currency
    let people: [String: Person]
    let commitments: [String: Commitment]
    /// For what carries no exchange of its own.
    var rates = RateTable()

    // MARK: Bookings

    /// What a booking comes to in the budget's currency.
    func value(of entry: LedgerEntry) throws(BudgetProblem) -> Valued {
        do throws(Shortfall) {
            return try convert(price(of: entry), by: entry.exchange, on: entry.date.value, into: currency)
        } catch {
            throw error.problem(of: entry)
        }
    }

    /// What a booking comes to in its own currency.
    func own(_ entry: LedgerEntry) throws(BudgetProblem) -> Money {
        do throws(Shortfall) {
            return try price(of: entry).money
        } catch {
            throw error.problem(of: entry)
        }
    }

    /// What a booking takes off a commitment, in the commitment's currency.
    func cleared(by entry: LedgerEntry, of commitment: Commitment) throws(BudgetProblem) -> Decimal {
        // What has no price is said where the booking itself is counted.
        guard let price = try? price(of: entry) else { return 0 }
        do throws(Shortfall) {
            return try convert(
                price, by: entry.exchange, on: entry.date.value, into: commitment.value.currency
            ).money.amount
        } catch {
            throw error.problem(of: entry, prefix: "it takes nothing off '\(commitment.id)': ")
        }
    }

    /// The booking's own amount: as it stands, or hours at the rate of the commitment they clear, else of the person.
    private func price(of entry: LedgerEntry) throws(Shortfall) -> Valued {
        switch entry.value {
        case .amount(let money):
            return Valued(money.value)
        case .hours(let hours, let person):
            let written = WrittenFigure.hours(hours.value, person: person.value)
            if let id = entry.clears?.value, case .hours(_, let rate)? = commitments[id]?.value {
                return try Valued(hours.value, at: rate.value, per: .hour, written)
            }
            guard let rate = people[person.value]?.costRate(on: entry.date.value) else {
                throw Shortfall(
                    message: "'\(person.value)' has no cost rate on \(entry.date.value)",
                    hint:
                        "add cost_rate: [{ from: \(entry.date.value), per: hour, amount: 95.00 \(currency.code) }] to the person"
                )
            }
            return try Valued(hours.value, at: rate.amount.value, per: rate.per, written)
        }
    }

    // MARK: Commitments

    /// The whole of a commitment, in its own currency.
    func price(of commitment: Commitment) throws(BudgetProblem) -> Valued {
        do throws(Shortfall) {
            switch commitment.value {
            case .amount(let money): return Valued(money.value)
            case .hours(let hours, let rate):
                return try Valued(hours.value, at: rate.value, per: .hour, .hours(hours.value, person: nil))
            }
        } catch {
            throw error.problem(of: commitment)
        }
    }

    /// A part of a commitment in the budget's currency.
    func value(of money: Money, of commitment: Commitment) throws(BudgetProblem) -> Valued {
        do throws(Shortfall) {
            return try convert(
                Valued(money), by: commitment.exchange, on: commitment.date.value, into: currency)
        } catch {
            throw error.problem(of: commitment)
        }
    }

    // MARK: Exchange

    private func convert(
        _ price: Valued, by own: ExchangeQuote?, on day: LocalDate, into wanted: Currency
    ) throws(Shortfall) -> Valued {
        let money = price.money
        if money.currency == wanted { return price }
        let quote = own?.rates[wanted] == nil ? rates.quote(from: money.currency, into: wanted, on: day) : nil
        guard let rate = own?.rates[wanted]?.value ?? quote?.rate.value else {
            throw rateMissing(money, on: day, into: wanted)
        }
        guard let amount = money.amount.exactProduct(rate) else {
            throw Shortfall(message: "\(money) has too many digits", hint: nil)
        }
        let result = Money(amount, wanted)
        let step = SumStep.exchange(money, rate: rate, quote, result)
        return Valued(money: result, written: price.written, steps: price.steps + [step])
    }

    private func rateMissing(_ money: Money, on day: LocalDate, into wanted: Currency) -> Shortfall {
        let quote = "{ date: \(day), from: \(money.currency.code), \(wanted.code): RATE, source: WHO }"
        let hint =
            rates.first(from: money.currency, into: wanted).map {
                "the first is quoted on \($0.date), \($0.rate.position.fileAndLine): add \(quote) to rates"
            } ?? "add rates: [\(quote)] to the project"
        return Shortfall(
            message: "\(money) has no exchange rate into \(wanted.code) on \(day)", hint: hint, code: .rateMissing)
    }
}

/// What is missing to value something, before it is said of what.
private struct Shortfall: Error {
    let message: String
    let hint: String?
    /// What `check` says it is.
    var code = DiagnosticCode.notValued

    func problem(of entry: LedgerEntry, prefix: String = "") -> BudgetProblem {
        BudgetProblem(
            what: entry.what ?? "a booking of \(entry.date.value)", message: prefix + message, hint: hint,
            position: entry.valuePosition, line: entry.line?.value, code: code)
    }

    func problem(of commitment: Commitment) -> BudgetProblem {
        BudgetProblem(
            what: commitment.id, message: message, hint: hint, position: commitment.valuePosition,
            line: commitment.line?.value, code: code)
    }
}

extension Valued {
    /// An amount in its own currency, before any exchange.
    init(_ money: Money) { (self.money, written, steps) = (money, .money(money), []) }

    fileprivate init(
        _ hours: Hours, at rate: Money, per unit: CostRate.Unit, _ written: WrittenFigure
    ) throws(Shortfall) {
        guard let product = hours.count.exactProduct(rate.amount) else {
            throw Shortfall(message: "\(hours) at \(rate) has too many digits", hint: nil)
        }
        let amount = unit == .hour ? product : product / CostRate.hoursOfDay
        money = Money(amount, rate.currency)
        self.written = written
        steps = [.work(hours, rate: rate, per: unit, money)]
    }
}

/// A sum on the way to an amount. It is put into words where somebody reads it; nobody reads those of all bookings.
enum SumStep: Hashable, Sendable, CustomStringConvertible {
    case work(Hours, rate: Money, per: CostRate.Unit, Money)
    /// With the quote of the project's own that the rate is from; nil where the booking itself says it.
    case exchange(Money, rate: Decimal, RateTable.Quote?, Money)
    case remainder(Money, less: Money, Money)

    /// `12000.00 USD × 0.92 = 11040.00 EUR`.
    var description: String {
        switch self {
        case .work(let hours, let rate, .hour, let result): "\(hours.count) × \(rate) = \(result)"
        case .work(let hours, let rate, .day, let result):
            "\(hours.count) × \(rate) / \(CostRate.hoursOfDay) = \(result)"
        case .exchange(let money, let rate, let quote, let result):
            "\(money) × \(rate)\(quote.map { " (\($0.origin))" } ?? "") = \(result)"
        case .remainder(let whole, let off, let result): "\(whole) - \(off) = \(result)"
        }
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
        let isShort = significand < Self.twentyDigits && other.significand < Self.twentyDigits
        return isShort || significantDigits + other.significantDigits <= 38 ? self * other : nil
    }

    /// The least number with so many; two with fewer make a product of at most 38.
    private static let twentyDigits = Decimal(sign: .plus, exponent: 19, significand: 1)

    private var significantDigits: Int {
        "\(magnitude)".utf8.filter { $0 != UInt8(ascii: ".") }.drop { $0 == UInt8(ascii: "0") }.count
    }
}
