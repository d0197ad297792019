import FoundationEssentials
import GantryCore

/// Bookings by budget line and currency.
struct Account {
    struct Row {
        let line: String?
        let currency: Currency
        var booked = Decimal(0)
        /// Exactly, in the project's currency.
        var converted = Decimal(0)
        /// How many bookings.
        var count = 0
        /// `converted`, as it is printed.
        var shown = Decimal(0)
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
        var rows: [Key: Row] = [:]
        let home = bookings.currency
        for line in lines.map({ Optional($0) }) + (lines.isEmpty ? [nil] : []) {
            rows[Key(line: line, currency: home)] = Row(line: line, currency: home)
        }
        for booked in bookings.all {
            let key = Key(line: booked.line, currency: booked.own.currency)
            rows[key, default: Row(line: key.line, currency: key.currency)].add(booked)
        }
        // A line that was booked on in other currencies only needs no row of nothing.
        for line in Set(rows.values.filter { $0.count > 0 }.map(\.line)) {
            if rows[Key(line: line, currency: home)]?.count == 0 {
                rows[Key(line: line, currency: home)] = nil
            }
        }
        let place = Dictionary(lines.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let rank = { (row: Row) in (row.line.flatMap { place[$0] } ?? .max, row.currency == home ? 0 : 1) }
        self.rows = rows.values.map { row in
            var row = row
            row.shown = row.converted.rounded(home.places)
            return row
        }.sorted { (rank($0).0, rank($0).1, $0.currency.code) < (rank($1).0, rank($1).1, $1.currency.code) }
        exactTotal = self.rows.reduce(0) { $0 + $1.converted }
        total = exactTotal.rounded(home.places)
        residual = total - self.rows.reduce(0) { $0 + $1.shown }
    }
}

extension Account.Row {
    fileprivate mutating func add(_ one: Booked) {
        booked += one.own.amount
        converted += one.converted
        count += 1
    }
}
