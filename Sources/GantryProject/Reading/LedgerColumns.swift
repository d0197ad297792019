import FoundationEssentials
import GantryCore

/// Which column of a table of bookings stands where.
struct LedgerColumns {
    enum Column: Int, CaseIterable {
        case date, line, amount, currency, what, clears, hours, person, invoice, final, rate, rateCurrency, rateDate
        case rateSource

        var name: String { Self.names[rawValue] }

        static let names = [
            "date", "line", "amount", "currency", "what", "clears", "hours", "person", "invoice", "final", "rate",
            "rate_currency", "rate_date", "rate_source",
        ]
    }

    private var indices = [Int?](repeating: nil, count: Column.allCases.count)
    /// Cells of the header, and so of every row.
    private(set) var width = 0

    subscript(column: Column) -> Int? { indices[column.rawValue] }

    /// Reads a header.
    ///
    /// - Returns: nil where the rows could not be understood; it is said why.
    init?(_ table: CSVReader, _ mistakes: TableMistakes) {
        width = table.cells.count
        var isGood = true
        for (index, cell) in table.cells.enumerated() {
            isGood = read(cell, table.text(cell), at: index, mistakes) && isGood
        }
        guard isGood else { return nil }
        let missing = missingColumns()
        guard missing.isEmpty else {
            let isRate = missing.allSatisfy { $0.hasPrefix("'rate") }
            let hint =
                isRate
                ? "a rate stands in rate, rate_currency and rate_date; rate_source says whose it is"
                : "columns are date, line, amount, currency, what, clears, invoice, final; or hours, person"
            mistakes.add(
                .error, .wrongColumn, table.rowRange, "the table has no column \(missing.joined(separator: ", none "))",
                hint: hint)
            return nil
        }
    }

    private mutating func read(_ cell: CSVReader.Cell, _ text: String, at index: Int, _ mistakes: TableMistakes) -> Bool
    {
        // Programs write `Rate Currency`.
        let name = text.utf8.count > 100 ? "" : text.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
        let shown = text.prefix(60)
        if let column = Column.names.firstIndex(of: name) {
            guard indices[column] == nil else {
                mistakes.add(
                    .error, .wrongColumn, cell.range, "the column '\(name)' is there twice", hint: "rename one")
                return false
            }
            indices[column] = index
            return true
        }
        if let meant = suggestion(for: name, among: Column.names), !name.isEmpty {
            mistakes.add(
                .error, .wrongColumn, cell.range, "unknown column '\(shown)'", hint: "did you mean '\(meant)'?")
            return false
        }
        mistakes.add(.warning, .wrongColumn, cell.range, "the column '\(shown)' is not read")
        return true
    }

    private func missingColumns() -> [String] {
        var missing: [Column] = self[.date] == nil ? [.date] : []
        switch (self[.amount] != nil, self[.hours] != nil) {
        case (false, true): if self[.person] == nil { missing.append(.person) }
        case (false, false): missing.append(.amount)
        default: break
        }
        if [.rate, .rateCurrency, .rateDate, .rateSource].contains(where: { self[$0] != nil }) {
            missing += [.rate, .rateCurrency, .rateDate].filter { self[$0] == nil }
        }
        return missing.map { "'\($0.name)'" }
    }
}
