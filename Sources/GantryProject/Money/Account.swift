import FoundationEssentials
import GantryCore

/// Bookings by budget line and currency.
struct Account {
    struct Row {
        let line: String?
        let currency: Currency
        let booked: Decimal
        /// Exactly, in the project's currency.
        let converted: Decimal
        /// How many bookings.
        let count: Int
        /// `converted`, as it is printed.
        let shown: Decimal
    }

    private struct Key: Hashable {
        let line: String?
        let currency: Currency
    }

    /// In the order of the budget, the project's currency first; a line without any booking is there with nothing.
    let rows: [Row]
    let exactTotal: Decimal
    /// To the cent.
    let total: Decimal
    /// What the printed rows miss of the printed total.
    let residual: Decimal

    init(of bookings: Bookings, lines: [String]) {
        var rows: [Key: RowSum] = [:]
        let home = bookings.currency
        for line in lines.map({ Optional($0) }) + (lines.isEmpty ? [nil] : []) {
            rows[Key(line: line, currency: home)] = RowSum(of: home, in: home)
        }
        for booked in bookings.all {
            let key = Key(line: booked.line, currency: booked.own.currency)
            rows[key, default: RowSum(of: key.currency, in: home)].add(booked)
        }
        // A line that was booked on in other currencies only needs no row of nothing.
        for line in Set(rows.filter { $0.value.count > 0 }.map(\.key.line)) {
            if rows[Key(line: line, currency: home)]?.count == 0 {
                rows[Key(line: line, currency: home)] = nil
            }
        }
        let place = Dictionary(lines.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let rank = { (row: Row) in (row.line.flatMap { place[$0] } ?? .max, row.currency == home ? 0 : 1) }
        self.rows = rows.map { key, sum in
            let converted = sum.converted.total.amount
            return Row(
                line: key.line, currency: key.currency, booked: sum.booked.total.amount, converted: converted,
                count: sum.count, shown: converted.rounded(home.places))
        }.sorted { (rank($0).0, rank($0).1, $0.currency.code) < (rank($1).0, rank($1).1, $1.currency.code) }
        exactTotal = self.rows.reduce(0) { $0 + $1.converted }
        total = exactTotal.rounded(home.places)
        residual = total - self.rows.reduce(0) { $0 + $1.shown }
    }
}

/// A row while it is added up.
private struct RowSum {
    var booked: MoneySum
    var converted: MoneySum
    var count = 0

    init(of currency: Currency, in home: Currency) {
        (booked, converted) = (MoneySum(currency), MoneySum(home))
    }

    mutating func add(_ one: Booked) {
        booked.add(one.own)
        converted.add(one.converted)
        count += 1
    }
}
