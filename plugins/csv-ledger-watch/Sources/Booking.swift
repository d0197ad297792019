import Crypto

/// A row of a ledger, each cell as it stands in the file; empty where there is none.
struct Booking: Hashable, Sendable {
    enum Column: String, CaseIterable {
        case date, line, amount, currency, what, clears, invoice, hours, person
    }

    /// A path below the folder that is watched.
    var file: String
    /// At which it begins.
    var row: Int
    private var cells: [Column: String]

    subscript(column: Column) -> String { cells[column] ?? "" }

    /// `projects/books/crm2.csv:31`
    var place: String { "\(file):\(row)" }

    /// `1200.00 EUR`
    var sum: String { [self[.amount], self[.currency]].filter { !$0.isEmpty }.joined(separator: " ") }

    /// What the row says, whatever the order of the columns is and whatever parts the cells.
    private var content: String { Column.allCases.map { self[$0] }.joined(separator: "\u{1F}") }

    /// Stays the same wherever the row moves in its file.
    ///
    /// - Parameter occurrence: counts rows of one file that say the same, from 1.
    private func id(occurrence: Int) -> String {
        SHA256.hash(data: Array("\(file)\u{1E}\(content)\u{1E}\(occurrence)".utf8)).prefix(16).hexadecimal
    }
}

extension Booking {
    /// Why a file is no ledger.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// All rows of a file.
    ///
    /// - Throws: `Problem` where the file has no header that names a date.
    static func all(in bytes: [UInt8], of file: String) throws(Problem) -> [Booking] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Problem(description: "\(file) is not UTF-8; save it as CSV UTF-8")
        }
        var table = LedgerTable(bytes)
        guard let header = table.next() else { throw Problem(description: "\(file) is empty") }
        let columns = header.cells.map { Column(rawValue: $0.lowercased()) }
        guard columns.contains(.date), columns.contains(.amount) || columns.contains(.hours) else {
            throw Problem(description: "\(file):\(header.line) is no header: columns 'date' and 'amount' are wanted")
        }
        var bookings: [Booking] = []
        while let row = table.next() {
            let pairs = zip(columns, row.cells).compactMap { column, cell in column.map { ($0, cell) } }
            bookings.append(Booking(file: file, row: row.line, cells: Dictionary(pairs) { first, _ in first }))
        }
        return bookings
    }

    /// Each with what it is known by.
    static func identified(_ bookings: [Booking]) -> [(id: String, booking: Booking)] {
        var occurrences: [String: Int] = [:]
        return bookings.map { booking in
            let key = "\(booking.file)\u{1E}\(booking.content)"
            let occurrence = (occurrences[key] ?? 0) + 1
            occurrences[key] = occurrence
            return (booking.id(occurrence: occurrence), booking)
        }
    }
}

/// What a workflow sees of a booking.
extension Booking: Encodable {
    private enum Key: String, CodingKey {
        case file, row, date, line, amount, currency, what, clears, invoice
    }

    func encode(to encoder: any Encoder) throws {
        var payload = encoder.container(keyedBy: Key.self)
        try payload.encode(file, forKey: .file)
        try payload.encode(row, forKey: .row)
        try payload.encode(self[.date], forKey: .date)
        try payload.encode(self[.line], forKey: .line)
        try payload.encode(self[.amount], forKey: .amount)
        try payload.encode(self[.currency], forKey: .currency)
        try payload.encode(self[.what], forKey: .what)
        try payload.encode(self[.clears], forKey: .clears)
        try payload.encode(self[.invoice], forKey: .invoice)
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
