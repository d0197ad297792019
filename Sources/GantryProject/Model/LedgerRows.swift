import FoundationEssentials
import GantryCore

/// Text of a booking: most are never read, so they stay bytes of one store until somebody does.
package enum LedgerText: Hashable, Sendable {
    case text(String)
    case slice(LedgerBytes, Range<Int>)

    package var text: String {
        switch self {
        case .text(let text): text
        case .slice(let store, let range): String(decoding: store.bytes[range], as: UTF8.self)
        }
    }

    package static func == (left: LedgerText, right: LedgerText) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// The texts of a table, one after the other.
package final class LedgerBytes: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// The bookings of one table, packed: an entry takes some 300 bytes, a row 48 and its texts.
struct LedgerRows: Sendable {
    /// One booking: all of it stands on one line. One that does not fit is kept as it is, and has its number as `figure`.
    fileprivate struct Row: Sendable {
        static let isFinal: UInt8 = 1
        static let isHours: UInt8 = 2
        static let isWhole: UInt8 = 4
        static let hasWhat: UInt8 = 8
        static let hasInvoice: UInt8 = 16

        /// Of the amount or the hours, all digits of it.
        var figure: Int64 = 0
        var date: Int32 = 0
        var textStart: UInt32 = 0
        var lineNumber: Int32 = 0
        /// Of `words`, from 1; 0: none.
        var lineWord: UInt16 = 0
        var clearsWord: UInt16 = 0
        /// The currency, or the person of hours.
        var unitWord: UInt16 = 0
        var whatLength: UInt16 = 0
        var invoiceLength: UInt16 = 0
        var columns = Columns()
        var places: UInt8 = 0
        var flags: UInt8 = 0
    }

    /// Where in the line each figure begins, from 1.
    fileprivate struct Columns: Sendable {
        var row: UInt16 = 0
        var date: UInt16 = 0
        var figure: UInt16 = 0
        var line: UInt16 = 0
        var clears: UInt16 = 0
        var invoice: UInt16 = 0
        var person: UInt16 = 0
    }

    private let file: SourcePosition.FileName
    private let rows: [Row]
    private let words: [String]
    private let texts: LedgerBytes
    private let wholes: [LedgerEntry]

    var count: Int { rows.count }

    static var bytesPerRow: Int { MemoryLayout<Row>.stride }

    subscript(index: Int) -> LedgerEntry {
        let row = rows[index]
        guard row.flags & Row.isWhole == 0 else { return wholes[Int(row.figure)] }
        let place = { (column: UInt16) in
            SourcePosition(in: file, line: Int(row.lineNumber), column: Int(column))
        }
        let whatEnd = Int(row.textStart) + Int(row.whatLength)
        return LedgerEntry(
            date: Located(LocalDate(daysSinceEpoch: Int(row.date)), at: place(row.columns.date)),
            line: word(row.lineWord).map { Located($0, at: place(row.columns.line)) },
            value: value(row, place), exchange: nil,
            invoice: row.flags & Row.hasInvoice == 0
                ? nil
                : Located(
                    .slice(texts, whatEnd..<(whatEnd + Int(row.invoiceLength))), at: place(row.columns.invoice)),
            clears: word(row.clearsWord).map { Located($0, at: place(row.columns.clears)) },
            isFinal: row.flags & Row.isFinal != 0,
            what: row.flags & Row.hasWhat == 0 ? nil : .slice(texts, Int(row.textStart)..<whatEnd),
            position: place(row.columns.row))
    }

    private func word(_ number: UInt16) -> String? { number == 0 ? nil : words[Int(number) - 1] }

    private func value(_ row: Row, _ place: (UInt16) -> SourcePosition) -> LedgerEntry.Value {
        let unit = word(row.unitWord) ?? ""
        let figure = ShortDecimal(coefficient: row.figure, places: Int(row.places))
        guard row.flags & Row.isHours == 0, let currency = Currency(unit) else {
            return .hours(
                Located(Hours(figure.decimal), at: place(row.columns.figure)),
                person: Located(unit, at: place(row.columns.person)))
        }
        return .amount(Located(Money(figure, currency), at: place(row.columns.figure)))
    }
}

extension LedgerRows {
    /// Packs the bookings of a table as they are read.
    struct Builder {
        private let file: SourcePosition.FileName
        private var rows: [Row] = []
        private var words: [String] = []
        private var numbers: [String: UInt16] = [:]
        private var bytes: [UInt8] = []
        private var wholes: [LedgerEntry] = []

        var count: Int { rows.count }

        init(of file: SourcePosition.FileName, reserving rows: Int) {
            self.file = file
            self.rows.reserveCapacity(rows)
        }

        mutating func append(_ entry: LedgerEntry) {
            let mark = bytes.count
            if let row = packed(entry) { return rows.append(row) }
            bytes.removeLast(bytes.count - mark)
            var row = Row()
            (row.figure, row.flags) = (Int64(wholes.count), Row.isWhole)
            wholes.append(entry)
            rows.append(row)
        }

        func finished() -> LedgerRows {
            LedgerRows(file: file, rows: rows, words: words, texts: LedgerBytes(bytes), wholes: wholes)
        }

        private mutating func packed(_ entry: LedgerEntry) -> Row? {
            guard entry.exchange == nil, let date = Int32(exactly: entry.date.value.daysSinceEpoch) else { return nil }
            var row = Row()
            (row.date, row.lineNumber) = (date, Int32(entry.position.line))
            let column = { (position: SourcePosition) -> UInt16? in
                position.line == entry.position.line ? UInt16(exactly: position.column) : nil
            }
            guard let start = column(entry.position), let dateColumn = column(entry.date.position),
                pack(entry.value, into: &row, column), let textStart = UInt32(exactly: bytes.count)
            else { return nil }
            (row.columns.row, row.columns.date, row.textStart) = (start, dateColumn, textStart)
            if let line = entry.line {
                guard let number = number(of: line.value), let place = column(line.position) else { return nil }
                (row.lineWord, row.columns.line) = (number, place)
            }
            if let clears = entry.clears {
                guard let number = number(of: clears.value), let place = column(clears.position) else { return nil }
                (row.clearsWord, row.columns.clears) = (number, place)
            }
            if let what = entry.what {
                guard let length = add(what) else { return nil }
                (row.whatLength, row.flags) = (length, row.flags | Row.hasWhat)
            }
            if let invoice = entry.invoice {
                guard let place = column(invoice.position), let length = add(invoice.value) else { return nil }
                (row.columns.invoice, row.invoiceLength, row.flags) = (place, length, row.flags | Row.hasInvoice)
            }
            if entry.isFinal { row.flags |= Row.isFinal }
            return row
        }

        private mutating func pack(
            _ value: LedgerEntry.Value, into row: inout Row, _ column: (SourcePosition) -> UInt16?
        ) -> Bool {
            let (figure, unit, position): (ShortDecimal?, String, SourcePosition)
            switch value {
            case .amount(let money):
                (figure, unit, position) = (money.value.short, money.value.currency.code, money.position)
            case .hours(let hours, let person):
                (figure, unit, position) = (ShortDecimal(hours.value.count), person.value, hours.position)
                guard let place = column(person.position) else { return false }
                (row.columns.person, row.flags) = (place, row.flags | Row.isHours)
            }
            guard let figure, let number = number(of: unit), let place = column(position),
                let places = UInt8(exactly: figure.places)
            else { return false }
            (row.figure, row.places, row.unitWord, row.columns.figure) = (figure.coefficient, places, number, place)
            return true
        }

        /// Lines, currencies and people are few; what goes beyond that is kept whole.
        private mutating func number(of word: String) -> UInt16? {
            if let known = numbers[word] { return known }
            guard words.count < Int(UInt16.max) else { return nil }
            words.append(word)
            numbers[word] = UInt16(words.count)
            return UInt16(words.count)
        }

        private mutating func add(_ text: String) -> UInt16? {
            guard let length = UInt16(exactly: text.utf8.count) else { return nil }
            bytes.append(contentsOf: text.utf8)
            return length
        }
    }
}
