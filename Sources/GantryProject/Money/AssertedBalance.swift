import FoundationEssentials
import GantryCore

/// An assertion, held against the books.
struct AssertedBalance {
    let assertion: BalanceAssertion
    /// What the books say, to the places that are asserted.
    let ledger: Decimal
    /// The same, not rounded.
    let exact: Decimal
    /// The bookings that make it up.
    let count: Int
    /// The latest of them, by its place in the ledger.
    let last: Int?

    var currency: Currency { assertion.actual.value.currency }
    var difference: Decimal { assertion.actual.value.amount - ledger }
    var holds: Bool { difference.isZero }

    /// Checks every assertion up to a day, in the order of their dates; one walk over the bookings for all.
    ///
    /// An assertion in the project's currency counts all bookings, converted; one in another currency counts the
    /// bookings that were made in that.
    static func check(_ assertions: [BalanceAssertion], against bookings: Bookings, asOf: LocalDate)
        -> [AssertedBalance]
    {
        let due = assertions.filter { $0.date.value <= asOf }
        guard !due.isEmpty else { return [] }
        let order = due.indices.sorted { (due[$0].date.value, $0) < (due[$1].date.value, $1) }
        let all = bookings.all
        var rest = bookings.byDate[...]
        var walk = Walk(currency: bookings.currency)
        return order.map { index in
            let assertion = due[index]
            while let next = rest.first, all[next].date <= assertion.date.value {
                walk.add(all[next])
                rest = rest.dropFirst()
            }
            return walk.balance(assertion)
        }
    }

    /// The sums as they grow from day to day.
    private struct Walk {
        struct Key: Hashable {
            /// Nil for all lines together.
            let line: String?
            let currency: Currency
        }

        struct Sum {
            var money: MoneySum
            var count = 0
            /// The ledger's.
            var last: Int?

            mutating func add(_ money: Money, _ booked: Booked) {
                self.money.add(money)
                count += 1
                last = booked.index
            }
        }

        let currency: Currency
        private var sums: [Key: Sum] = [:]

        init(currency: Currency) { self.currency = currency }

        mutating func add(_ booked: Booked) {
            add(booked.converted, booked)
            if booked.own.currency != currency { add(booked.own, booked) }
        }

        private mutating func add(_ money: Money, _ booked: Booked) {
            let none = Sum(money: MoneySum(money.currency))
            sums[Key(line: nil, currency: money.currency), default: none].add(money, booked)
            guard let line = booked.line else { return }
            sums[Key(line: line, currency: money.currency), default: none].add(money, booked)
        }

        func balance(_ assertion: BalanceAssertion) -> AssertedBalance {
            let asserted = assertion.actual.value
            let sum = sums[Key(line: assertion.line?.value, currency: asserted.currency)]
            let exact = sum?.money.total.amount ?? 0
            return AssertedBalance(
                assertion: assertion, ledger: exact.rounded(AssertedBalance.places(of: asserted)), exact: exact,
                count: sum?.count ?? 0, last: sum?.last)
        }
    }

    /// Books are kept to the cent; converted sums have fractions of it, which nobody can assert. More places than the
    /// currency has count where they are written.
    private static func places(of money: Money) -> Int {
        max(money.currency.places, "\(money.amount)".split(separator: ".").dropFirst().first?.count ?? 0)
    }
}
