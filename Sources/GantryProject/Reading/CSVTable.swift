import GantryCore
import GantryYAML

/// A table in the form of RFC 4180: quoted cells may hold commas, quotes and line ends.
///
/// Source: https://www.rfc-editor.org/rfc/rfc4180
struct CSVTable {
    struct Cell {
        /// Without its quotes.
        let text: String
        let position: SourcePosition
        /// Bytes of the file, quotes among them.
        let range: Range<Int>
    }

    /// Empty lines are left out.
    let rows: [[Cell]]

    /// Reads a whole file; nil where it is not text at all. What is wrong with single cells is said and passed over.
    static func parse(_ source: SourceText, _ collector: DiagnosticCollector) -> CSVTable? {
        if String(validating: source.bytes, as: UTF8.self) == nil {
            collector.add(notText(source))
            return nil
        }
        var parser = CSVParser(source)
        let rows = parser.rows()
        collector.add(contentsOf: parser.diagnostics)
        return CSVTable(rows: rows)
    }

    /// Names the first line that is not UTF-8.
    private static func notText(_ source: SourceText) -> Diagnostic {
        let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        let place = SourcePosition(file: source.name, line: line + 1, column: 1)
        return Diagnostic(.error, .notUTF8, at: place, "this line is not UTF-8", hint: "save the file as CSV UTF-8")
    }
}

/// Walks the bytes of a table once.
private struct CSVParser {
    private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    private static let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    private let source: SourceText
    private let bytes: [UInt8]
    private var index: Int
    private(set) var diagnostics: [Diagnostic] = []

    init(_ source: SourceText) {
        (self.source, bytes, index) = (source, source.bytes, source.start)
    }

    mutating func rows() -> [[CSVTable.Cell]] {
        var rows: [[CSVTable.Cell]] = []
        while index < bytes.count {
            let row = row()
            if row.count > 1 || row.first.map({ !$0.range.isEmpty }) ?? false { rows.append(row) }
        }
        return rows
    }

    private mutating func row() -> [CSVTable.Cell] {
        var cells = [cell()]
        while index < bytes.count, bytes[index] == Self.comma {
            index += 1
            cells.append(cell())
        }
        if index < bytes.count, bytes[index] == Self.carriageReturn { index += 1 }
        if index < bytes.count, bytes[index] == Self.newline { index += 1 }
        return cells
    }

    private mutating func cell() -> CSVTable.Cell {
        let start = index
        let text = index < bytes.count && bytes[index] == Self.quote ? quoted() : plain()
        return CSVTable.Cell(
            text: String(decoding: text, as: UTF8.self), position: source.position(ofByte: start), range: start..<index
        )
    }

    private var isAtEndOfCell: Bool {
        index == bytes.count || [Self.comma, Self.newline, Self.carriageReturn].contains(bytes[index])
    }

    private mutating func plain() -> ArraySlice<UInt8> {
        let start = index
        while !isAtEndOfCell { index += 1 }
        return bytes[start..<index]
    }

    private mutating func quoted() -> ArraySlice<UInt8> {
        let start = index
        var text: [UInt8] = []
        index += 1
        while index < bytes.count {
            guard bytes[index] == Self.quote else {
                text.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            if index < bytes.count, bytes[index] == Self.quote {
                text.append(Self.quote)
                index += 1
                continue
            }
            if !isAtEndOfCell {
                fail(index, "text after a closing quote", hint: "a quote inside of a cell is written twice")
                text.append(contentsOf: plain())
            }
            return text[...]
        }
        fail(start, "this quote is never closed", hint: "the cell takes in the rest of the file")
        return text[...]
    }

    private mutating func fail(_ byte: Int, _ message: String, hint: String) {
        diagnostics.append(Diagnostic(.error, .notCSV, in: source, byte..<(byte + 1), message, hint: hint))
    }
}
