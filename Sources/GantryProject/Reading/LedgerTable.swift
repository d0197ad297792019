import FoundationEssentials
import GantryCore
import GantryYAML

/// Reads bookings from a CSV file: a header that names the columns, then a booking on each line.
struct LedgerTable {
    typealias Cell = CSVReader.Cell

    private let mistakes: TableMistakes
    private let form: NumberForm
    private var table: CSVReader
    private let columns: LedgerColumns

    /// - Parameters:
    ///   - form: how its numbers are written.
    ///   - most: bookings that are kept; a file of the largest size could hold some millions, if they say nothing.
    static func read(
        _ source: SourceText, _ form: NumberForm, most: Int = 1_000_000, _ collector: DiagnosticCollector
    ) -> Ledger {
        let mistakes = TableMistakes(in: source)
        defer { mistakes.report(to: collector) }
        guard var reader = LedgerTable(source, form, mistakes) else { return [] }
        return reader.rows(most: most).map { Ledger($0) } ?? []
    }

    private init?(_ source: SourceText, _ form: NumberForm, _ mistakes: TableMistakes) {
        guard var table = CSVReader(source, mistakes) else { return nil }
        guard table.next() else {
            guard mistakes.errors == 0 else { return nil }
            let hint = "its first line names the columns: date,line,amount,currency,what"
            mistakes.add(.error, .wrongColumn, source.start..<source.start, "the file is empty", hint: hint)
            return nil
        }
        guard let columns = LedgerColumns(table, mistakes) else { return nil }
        (self.table, self.form, self.columns, self.mistakes) = (table, form, columns, mistakes)
    }

    private mutating func rows(most: Int) -> LedgerRows? {
        let amounts = columns[.amount].map { table.cells[$0].range }
        // About right for a table of bookings, and not much for a file of line ends.
        var result = LedgerRows.Builder(
            of: table.source.fileName, reserving: min(table.source.lineCount, table.source.bytes.count / 48))
        var isFirst = true
        while table.next() {
            if isFirst, let amounts, lacksCurrency() {
                fail(
                    .missingCurrency, amounts, "these amounts have no currency",
                    hint: "add a column 'currency', or write 950.00 EUR")
                return nil
            }
            isFirst = false
            guard result.count < most else {
                fail(
                    .tooManyValues, table.rowRange, "with this the table has more than \(most) bookings",
                    hint: "split it: a file for each year")
                return nil
            }
            if let entry = entry() { result.append(entry) }
        }
        return result.finished()
    }

    /// Whether amounts say no currency, neither in a column nor in themselves; said once, not on every line.
    private func lacksCurrency() -> Bool {
        guard columns[.currency] == nil, let index = columns[.amount], index < table.cells.count else { return false }
        return table.read(table.cells[index]) { form.decimal($0) } != nil
    }

    // MARK: Rows

    private func entry() -> LedgerEntry? {
        guard table.cells.count == columns.width else {
            let message = "this line has \(table.cells.count) cells, and the header \(columns.width)"
            fail(.wrongCell, table.rowRange, message, hint: widthHint)
            return nil
        }
        let before = mistakes.errors
        let date = date(.date)
        let value = value()
        let line = identifier(.line)
        let clears = identifier(.clears)
        let isFinal = isFinal()
        let exchange = exchange()
        guard let date, let value, mistakes.errors == before else { return nil }
        return LedgerEntry(
            date: date, line: line, value: value, exchange: exchange,
            invoice: text(.invoice).map { Located(.text($0.value), at: $0.position) }, clears: clears,
            isFinal: isFinal, what: text(.what).map { .text($0.value) }, position: table.position(of: table.cells[0])
        )
    }

    private var widthHint: String {
        let separator =
            table.separator == UInt8(ascii: "\t") ? "tab" : "'\(Character(Unicode.Scalar(table.separator)))'"
        guard table.separator == UInt8(ascii: ",") else { return "a cell with a \(separator) in it stands in quotes" }
        guard form.usesComma, table.cells.count > columns.width else {
            return "a cell with a comma in it stands in quotes"
        }
        return "where ',' parts the cells, an amount with a comma stands in quotes: \"1234,50\"; or part them with ';'"
    }

    private func date(_ column: LedgerColumns.Column) -> Located<LocalDate>? {
        let cell = cell(column) ?? table.cells[0]
        guard let date = table.read(cell, { LocalDate(bytes: $0) }) else {
            fail(.wrongCell, cell.range, "\(spoken(cell)) is not a date such as 2026-12-18")
            return nil
        }
        return Located(date, at: table.position(of: cell))
    }

    private func value() -> LedgerEntry.Value? {
        let amount = filled(.amount)
        let hours = filled(.hours)
        switch (amount, hours) {
        case (let amount?, nil): return money(amount).map { .amount($0) }
        case (nil, let hours?): return self.hours(hours)
        case (let amount?, _?):
            fail(.wrongCell, amount.range, "a booking is an amount or hours, not both")
        case (nil, nil):
            let cell = cell(.amount) ?? cell(.hours) ?? table.cells[0]
            fail(.wrongCell, cell.range, "this booking has no amount")
        }
        return nil
    }

    private func hours(_ cell: Cell) -> LedgerEntry.Value? {
        let hours = table.read(cell) { bytes in
            // `7.5` and `7.5h`.
            let hasUnit = bytes.count > 0 && bytes[bytes.count - 1] == UInt8(ascii: "h")
            return form.decimal(hasUnit ? bytes.extracting(droppingLast: 1) : bytes)
        }
        if hours == nil {
            fail(
                .wrongCell, cell.range, "\(spoken(cell)) is not a number of hours such as \(form.written("7.5"))",
                hint: form.hint(for: table.text(cell)))
        }
        guard let person = identifier(.person) else {
            if filled(.person) == nil {
                fail(.wrongCell, (self.cell(.person) ?? cell).range, "these hours have no person")
            }
            return nil
        }
        return hours.map { .hours(Located(Hours($0), at: table.position(of: cell)), person: person) }
    }

    private func isFinal() -> Bool {
        guard let cell = filled(.final) else { return false }
        switch table.text(cell).lowercased() {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            fail(.wrongCell, cell.range, "\(spoken(cell)) is not true or false")
            return false
        }
    }
}

// MARK: Money

extension LedgerTable {
    private func money(_ cell: Cell) -> Located<Money>? {
        guard columns[.currency] != nil else { return moneyWithCurrency(cell) }
        if let currency = filled(.currency).flatMap({ table.read($0) { Currency(bytes: $0) } }),
            let money = table.read(cell, { form.money($0, currency) })
        {
            return Located(money, at: table.position(of: cell))
        }
        if table.read(cell, { form.decimal($0) }) == nil { failAmount(cell, table.text(cell)) }
        _ = currency(.currency, without: "this amount has no currency", besides: cell)
        return nil
    }

    /// An amount that says its currency itself: `950.00 EUR`.
    private func moneyWithCurrency(_ cell: Cell) -> Located<Money>? {
        let text = table.text(cell)
        let end = text.utf8.lastIndex(of: UInt8(ascii: " ")) ?? text.startIndex
        let (number, code) = (String(text[..<end]).trimmed, String(text[end...]).trimmed)
        if let currency = Currency(code), let money = form.money(number.utf8.span, currency) {
            return Located(money, at: table.position(of: cell))
        }
        if form.decimal(text.utf8.span) == nil { failAmount(cell, Currency(code) == nil ? text : number) }
        if Currency(code) == nil {
            fail(.missingCurrency, cell.range, "this amount has no currency", hint: "write EUR, USD … beside it")
        }
        return nil
    }

    /// - Parameter number: what should have been one.
    private func failAmount(_ cell: Cell, _ number: String) {
        fail(
            .wrongCell, cell.range, "\(spoken(cell)) is not an amount such as \(form.written("1234.50"))",
            hint: form.hint(for: number))
    }

    /// - Parameters:
    ///   - message: what to say where the cell is empty.
    ///   - other: the cell to say it at where there is no such column.
    private func currency(_ column: LedgerColumns.Column, without message: String, besides other: Cell) -> Currency? {
        guard let cell = filled(column) else {
            fail(.missingCurrency, (self.cell(column) ?? other).range, message, hint: "write EUR, USD … beside it")
            return nil
        }
        guard let currency = table.read(cell, { Currency(bytes: $0) }) else {
            fail(.wrongCell, cell.range, "\(spoken(cell)) is not a currency such as EUR")
            return nil
        }
        return currency
    }

    /// What one unit of the amount's currency is worth in another, and who quoted that when.
    private func exchange() -> ExchangeQuote? {
        guard columns[.rate] != nil else { return nil }
        guard let cell = filled(.rate) else {
            let rest = filled(.rateCurrency) ?? filled(.rateDate) ?? filled(.rateSource)
            if let rest { fail(.wrongCell, rest.range, "there is no rate beside this", hint: "write it: 0.92") }
            return nil
        }
        let rate = table.read(cell) { form.decimal($0) }
        let currency = currency(.rateCurrency, without: "this rate has no currency", besides: cell)
        let date = date(.rateDate)
        guard let rate else {
            fail(
                .wrongCell, cell.range, "\(spoken(cell)) is not a rate such as \(form.written("0.92"))",
                hint: form.hint(for: table.text(cell)))
            return nil
        }
        if rate <= 0 { fail(.negativeFigure, cell.range, "a rate is greater than zero") }
        guard let currency, let date else { return nil }
        let located = Located(rate, at: table.position(of: cell))
        return ExchangeQuote(rates: [currency: located], date: date, source: text(.rateSource)?.value)
    }
}

// MARK: Cells

extension LedgerTable {
    private func cell(_ column: LedgerColumns.Column) -> Cell? {
        columns[column].map { table.cells[$0] }
    }

    private func filled(_ column: LedgerColumns.Column) -> Cell? {
        guard let index = columns[column], !table.cells[index].isEmpty else { return nil }
        return table.cells[index]
    }

    private func text(_ column: LedgerColumns.Column) -> Located<String>? {
        filled(column).map { Located(table.text($0), at: table.position(of: $0)) }
    }

    private func identifier(_ column: LedgerColumns.Column) -> Located<String>? {
        guard let cell = filled(column) else { return nil }
        let text = table.text(cell)
        guard Identifier.isValid(text) else {
            fail(
                .wrongCell, cell.range, "\(spoken(cell)) is not an id",
                hint: "an id is letters, digits, '-', '_' and '.'")
            return nil
        }
        return Located(text, at: table.position(of: cell))
    }

    /// For messages: `'soon'`, `an empty cell`.
    private func spoken(_ cell: Cell) -> String {
        cell.isEmpty ? "an empty cell" : "'\(table.text(cell).prefix(40))'"
    }

    private func fail(
        _ code: DiagnosticCode, _ range: Range<Int>, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        mistakes.add(.error, code, range, message(), hint: hint())
    }
}
