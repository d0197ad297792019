import FoundationEssentials
import GantryCore
import GantryYAML

/// Reads bookings from a CSV file: a header that names the columns, then a booking on each line.
struct LedgerTable {
    private enum Column: String, CaseIterable {
        case date, line, amount, currency, what, clears, hours, person, invoice, final
    }

    /// A wrong format is wrong on every line; the first ones tell it.
    private static let mostDiagnostics = 50

    private let source: SourceText
    private let collector: DiagnosticCollector
    private var columns: [Column: Int] = [:]

    static func read(_ source: SourceText, _ collector: DiagnosticCollector) -> [LedgerEntry] {
        let found = DiagnosticCollector()
        let entries = entries(of: source, found)
        collector.add(contentsOf: found.diagnostics.prefix(mostDiagnostics))
        let rest = found.diagnostics.dropFirst(mostDiagnostics)
        if let next = rest.first {
            let message = "\(rest.count) more mistakes in this table, from here on"
            collector.add(
                Diagnostic(
                    .error, .wrongCell, at: next.position, message, hint: "mend those above first",
                    excerpt: next.excerpt)
            )
        }
        return entries
    }

    private static func entries(of source: SourceText, _ collector: DiagnosticCollector) -> [LedgerEntry] {
        guard let table = CSVTable.parse(source, collector) else { return [] }
        var reader = LedgerTable(source: source, collector: collector)
        guard let header = table.rows.first else {
            reader.fail(
                .wrongColumn, source.start..<source.start, "the file is empty",
                hint: "its first line names the columns: date,line,amount,currency,what"
            )
            return []
        }
        guard reader.readHeader(header), reader.knowsCurrency(header, table.rows.dropFirst().first) else { return [] }
        return table.rows.dropFirst().compactMap { reader.readRow($0, width: header.count) }
    }

    private init(source: SourceText, collector: DiagnosticCollector) {
        (self.source, self.collector) = (source, collector)
    }

    // MARK: Header

    private mutating func readHeader(_ header: [CSVTable.Cell]) -> Bool {
        if header.count == 1, header[0].text.contains(";") {
            fail(.wrongColumn, header[0].range, "the columns are parted by ';'", hint: "save the file with commas")
            return false
        }
        var isGood = true
        for (index, cell) in header.enumerated() { isGood = readColumn(cell, index) && isGood }
        guard isGood else { return false }
        let missing = missingColumns()
        guard missing.isEmpty else {
            let range = (header.first?.range.lowerBound ?? 0)..<(header.last?.range.upperBound ?? 0)
            let hint = "columns are date, line, amount, currency, what, clears, invoice, final; or hours, person"
            fail(.wrongColumn, range, "the table has no column \(missing.joined(separator: ", none "))", hint: hint)
            return false
        }
        return true
    }

    /// Whether amounts say their currency, in a column or in themselves; said once, not on every line.
    private func knowsCurrency(_ header: [CSVTable.Cell], _ first: [CSVTable.Cell]?) -> Bool {
        guard let index = columns[.amount], columns[.currency] == nil, let first, index < first.count,
            Decimal(exactly: first[index].text.trimmed) != nil
        else { return true }
        fail(
            .missingCurrency, header[index].range, "these amounts have no currency",
            hint: "add a column 'currency', or write 950.00 EUR"
        )
        return false
    }

    private mutating func readColumn(_ cell: CSVTable.Cell, _ index: Int) -> Bool {
        let name = cell.text.trimmed.lowercased()
        if let column = Column(rawValue: name) {
            guard columns[column] == nil else {
                fail(.wrongColumn, cell.range, "the column '\(name)' is there twice", hint: "rename one")
                return false
            }
            columns[column] = index
            return true
        }
        if let meant = suggestion(for: name, among: Column.allCases.map(\.rawValue)), !name.isEmpty {
            fail(.wrongColumn, cell.range, "unknown column '\(cell.text)'", hint: "did you mean '\(meant)'?")
            return false
        }
        collector.add(
            Diagnostic(.warning, .wrongColumn, in: source, cell.range, "the column '\(cell.text)' is not read")
        )
        return true
    }

    private func missingColumns() -> [String] {
        var missing: [Column] = columns[.date] == nil ? [.date] : []
        switch (columns[.amount] != nil, columns[.hours] != nil) {
        case (false, true): if columns[.person] == nil { missing.append(.person) }
        case (false, false): missing.append(.amount)
        default: break
        }
        return missing.map { "'\($0.rawValue)'" }
    }

    // MARK: Rows

    private func readRow(_ row: [CSVTable.Cell], width: Int) -> LedgerEntry? {
        guard row.count == width else {
            let range = row[0].range.lowerBound..<row[row.count - 1].range.upperBound
            let hint = "a cell with a comma in it stands in quotes"
            fail(.wrongCell, range, "this line has \(row.count) cells, and the header \(width)", hint: hint)
            return nil
        }
        let before = collector.diagnostics.count
        let date = readDate(row)
        let value = readValue(row)
        let line = identifier(.line, row)
        let clears = identifier(.clears, row)
        let isFinal = readFinal(row)
        guard let date, let value, collector.diagnostics[before...].hasErrors == false else { return nil }
        return LedgerEntry(
            date: date, line: line, value: value, exchange: nil, invoice: text(.invoice, row), clears: clears,
            isFinal: isFinal, what: text(.what, row)?.value, position: row[0].position
        )
    }

    private func readDate(_ row: [CSVTable.Cell]) -> Located<LocalDate>? {
        let cell = cell(.date, row) ?? row[0]
        guard let date = LocalDate(cell.text.trimmed) else {
            fail(.wrongCell, cell.range, "\(cell.spoken) is not a date such as 2026-12-18", hint: nil)
            return nil
        }
        return Located(date, at: cell.position)
    }

    private func readValue(_ row: [CSVTable.Cell]) -> LedgerEntry.Value? {
        let amount = filled(.amount, row)
        let hours = filled(.hours, row)
        switch (amount, hours) {
        case (let amount?, nil): return readAmount(amount, row).map { .amount($0) }
        case (nil, let hours?): return readHours(hours, row)
        case (let amount?, _?):
            fail(.wrongCell, amount.range, "a booking is an amount or hours, not both", hint: nil)
        case (nil, nil):
            let cell = cell(.amount, row) ?? cell(.hours, row) ?? row[0]
            fail(.wrongCell, cell.range, "this booking has no amount", hint: nil)
        }
        return nil
    }

    private func readAmount(_ cell: CSVTable.Cell, _ row: [CSVTable.Cell]) -> Located<Money>? {
        let text = cell.text.trimmed
        if columns[.currency] == nil, let money = Money(text) { return Located(money, at: cell.position) }
        let amount = Decimal(exactly: text)
        if amount == nil {
            let plain = text.filter { $0 != "," && $0 != " " }
            let hint = Decimal(exactly: plain) == nil ? nil : "write it with a point and without groups: 1234.50"
            fail(.wrongCell, cell.range, "\(cell.spoken) is not an amount such as 1234.50", hint: hint)
        }
        guard let currencyCell = filled(.currency, row) else {
            let place = self.cell(.currency, row) ?? cell
            fail(.missingCurrency, place.range, "this amount has no currency", hint: "write EUR, USD … beside it")
            return nil
        }
        guard let currency = Currency(currencyCell.text.trimmed) else {
            fail(.wrongCell, currencyCell.range, "\(currencyCell.spoken) is not a currency such as EUR", hint: nil)
            return nil
        }
        return amount.map { Located(Money($0, currency), at: cell.position) }
    }

    private func readHours(_ cell: CSVTable.Cell, _ row: [CSVTable.Cell]) -> LedgerEntry.Value? {
        let text = cell.text.trimmed
        let hours = Decimal(exactly: text).map { Hours($0) } ?? Hours(text)
        if hours == nil {
            fail(.wrongCell, cell.range, "\(cell.spoken) is not a number of hours such as 7.5", hint: nil)
        }
        guard let person = identifier(.person, row) else {
            if filled(.person, row) == nil {
                fail(.wrongCell, (self.cell(.person, row) ?? cell).range, "these hours have no person", hint: nil)
            }
            return nil
        }
        return hours.map { .hours(Located($0, at: cell.position), person: person) }
    }

    private func readFinal(_ row: [CSVTable.Cell]) -> Bool {
        guard let cell = filled(.final, row) else { return false }
        switch cell.text.trimmed.lowercased() {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            fail(.wrongCell, cell.range, "\(cell.spoken) is not true or false", hint: nil)
            return false
        }
    }

    // MARK: Cells

    private func cell(_ column: Column, _ row: [CSVTable.Cell]) -> CSVTable.Cell? {
        columns[column].map { row[$0] }
    }

    private func filled(_ column: Column, _ row: [CSVTable.Cell]) -> CSVTable.Cell? {
        cell(column, row).flatMap { $0.text.trimmed.isEmpty ? nil : $0 }
    }

    private func text(_ column: Column, _ row: [CSVTable.Cell]) -> Located<String>? {
        filled(column, row).map { Located($0.text.trimmed, at: $0.position) }
    }

    private func identifier(_ column: Column, _ row: [CSVTable.Cell]) -> Located<String>? {
        guard let cell = filled(column, row) else { return nil }
        guard Identifier.isValid(cell.text.trimmed) else {
            fail(
                .wrongCell, cell.range, "\(cell.spoken) is not an id",
                hint: "an id is letters, digits, '-', '_' and '.'")
            return nil
        }
        return Located(cell.text.trimmed, at: cell.position)
    }

    private func fail(_ code: DiagnosticCode, _ range: Range<Int>, _ message: String, hint: String?) {
        collector.add(Diagnostic(.error, code, in: source, range, message, hint: hint))
    }
}

extension CSVTable.Cell {
    /// For messages: `'soon'`, `an empty cell`.
    fileprivate var spoken: String {
        text.trimmed.isEmpty ? "an empty cell" : "'\(text.trimmed.prefix(40))'"
    }
}

extension String {
    /// Without white space at its ends. Most cells have none, and are not copied.
    var trimmed: String {
        guard let first, let last, first.isWhitespace || last.isWhitespace else { return self }
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
