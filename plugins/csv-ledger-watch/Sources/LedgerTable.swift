/// Walks a table in the form of RFC 4180, row by row. Source: https://www.rfc-editor.org/rfc/rfc4180
struct LedgerTable {
    struct Row {
        /// At which it begins, counted from 1.
        var line: Int
        var cells: [String]
    }

    private let bytes: [UInt8]
    /// What parts the cells: the one of `,`, `;` and tab that the first line has most of.
    private let separator: UInt8
    private var index: Int
    private var line = 1

    init(_ bytes: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        index = bytes.starts(with: mark) ? mark.count : 0
        self.bytes = bytes
        let first = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let comma = UInt8(ascii: ",")
        var (best, most) = (comma, first.count { $0 == comma })
        for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")] {
            let count = first.count { $0 == candidate }
            if count > most { (best, most) = (candidate, count) }
        }
        separator = best
    }

    /// The next row that is not empty; nil at the end.
    mutating func next() -> Row? {
        while index < bytes.count {
            let row = readRow()
            if row.cells != [""] { return row }
        }
        return nil
    }

    private mutating func readRow() -> Row {
        var row = Row(line: line, cells: [readCell()])
        while index < bytes.count, bytes[index] == separator {
            index += 1
            row.cells.append(readCell())
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\r") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
        line += 1
        return row
    }

    /// Without quotes and the white space around it.
    private mutating func readCell() -> String {
        var content: [UInt8] = []
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { readQuoted(into: &content) }
        while index < bytes.count, bytes[index] != separator, !isLineEnd(index) {
            content.append(bytes[index])
            index += 1
        }
        return String(decoding: content, as: UTF8.self).trimmed
    }

    private mutating func readQuoted(into content: inout [UInt8]) {
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\"") {
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return }
                index += 1
            }
            content.append(byte)
        }
    }

    private func isLineEnd(_ index: Int) -> Bool {
        let newline = UInt8(ascii: "\n")
        if bytes[index] == newline { return true }
        return bytes[index] == UInt8(ascii: "\r") && (index + 1 == bytes.count || bytes[index + 1] == newline)
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        guard let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...end].drop(while: \.isWhitespace))
    }
}
