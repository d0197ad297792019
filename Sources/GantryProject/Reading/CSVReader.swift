import GantryCore
import GantryYAML
import Glibc

/// Walks a table in the form of RFC 4180 row by row: quoted cells may hold separators, quotes and line ends.
///
/// A cell is a stretch of the file. Its text is made only where somebody asks for one, and nothing of a row is kept
/// once the next is read. Source: https://www.rfc-editor.org/rfc/rfc4180
struct CSVReader {
    struct Cell {
        /// Bytes of the file, quotes among them.
        let range: Range<Int>
        /// Without quotes and the white space around it.
        fileprivate let content: Range<Int>
        /// The text where it does not stand in the file as it reads: with quotes that are written twice.
        fileprivate let assembled: String?

        var isEmpty: Bool { assembled?.isEmpty ?? content.isEmpty }
    }

    /// A line of so many cells is no table of bookings, whatever it is.
    static let mostCells = 1000

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    let source: SourceText
    /// What parts the cells: the one of `,`, `;` and tab that the first line has most of.
    let separator: UInt8
    private let bytes: [UInt8]
    private let mistakes: TableMistakes
    private var index: Int
    private var nextLine = 1
    private var line = 1
    private var rowStart = 0
    private var hasLineEnds = false
    /// Of the row that was read last; at least one.
    private(set) var cells: [Cell] = []

    /// - Returns: nil where the file is no text; it is said.
    init?(_ source: SourceText, _ mistakes: TableMistakes) {
        (self.source, bytes, index, self.mistakes) = (source, source.bytes, source.start, mistakes)
        separator = Self.separator(of: source)
        guard isText() else { return nil }
    }

    /// Reads the next row that is not an empty line; false where there is none.
    mutating func next() -> Bool {
        while index < bytes.count {
            readRow()
            if cells.count > Self.mostCells {
                index = bytes.count
                return false
            }
            if cells.count > 1 || !cells[0].range.isEmpty { return true }
        }
        return false
    }

    /// The bytes of the row, without its line end.
    var rowRange: Range<Int> { cells[0].range.lowerBound..<cells[cells.count - 1].range.upperBound }

    // MARK: Cells

    /// What the cell says, without quotes and the white space around it.
    func text(_ cell: Cell) -> String {
        cell.assembled ?? String(decoding: bytes[cell.content], as: UTF8.self)
    }

    /// The same as bytes, for what is read from them without a text.
    func read<T>(_ cell: Cell, _ body: (Span<UInt8>) -> T) -> T {
        if let text = cell.assembled { return body(text.utf8.span) }
        return body(bytes.span.extracting(cell.content))
    }

    func position(of cell: Cell) -> SourcePosition {
        guard !hasLineEnds else { return source.position(ofByte: cell.range.lowerBound) }
        let before = rowStart..<cell.range.lowerBound
        let column = source.isASCII ? before.count : bytes[before].count { $0 & 0xC0 != 0x80 }
        return SourcePosition(in: source.fileName, line: line, column: column + 1)
    }

    // MARK: Rows

    private mutating func readRow() {
        cells.removeAll(keepingCapacity: true)
        (line, rowStart, hasLineEnds) = (nextLine, index, false)
        readCell()
        while index < bytes.count, bytes[index] == separator {
            index += 1
            readCell()
            guard cells.count <= Self.mostCells else {
                fail(rowStart, "this line has more than \(Self.mostCells) cells", hint: "this is no table of bookings")
                return
            }
        }
        if index < bytes.count, bytes[index] == Self.carriageReturn { index += 1 }
        if index < bytes.count, bytes[index] == Self.newline { index += 1 }
        nextLine += 1
    }

    private mutating func readCell() {
        if index < bytes.count, bytes[index] == Self.quote {
            cells.append(quoted())
        } else {
            let start = index
            index = endOfPlain(from: start)
            cells.append(cell(start..<index, content: start..<index))
        }
    }

    private func endOfPlain(from start: Int) -> Int {
        let bytes = bytes.span
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == separator || byte == Self.newline || byte == Self.carriageReturn { break }
            index += 1
        }
        return index
    }

    private mutating func quoted() -> Cell {
        let start = index
        var doubled = false
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte != Self.quote {
                note(lineEnd: byte)
            } else if index < bytes.count, bytes[index] == Self.quote {
                doubled = true
                index += 1
            } else {
                return closed(start, doubled: doubled)
            }
        }
        fail(start, "this quote is never closed", hint: "the cell takes in the rest of the file")
        return Cell(range: start..<index, content: start..<start, assembled: nil)
    }

    /// A quoted cell whose closing quote was just passed.
    private mutating func closed(_ start: Int, doubled: Bool) -> Cell {
        let end = index
        index = endOfPlain(from: end)
        if index > end { fail(end, "text after a closing quote", hint: "a quote inside of a cell is written twice") }
        guard doubled else { return cell(start..<index, content: (start + 1)..<(end - 1)) }
        let text = String(decoding: bytes[(start + 1)..<(end - 1)], as: UTF8.self)
        return Cell(
            range: start..<index, content: start..<start, assembled: text.replacing("\"\"", with: "\"").trimmed)
    }

    private mutating func note(lineEnd byte: UInt8) {
        let isReturn = byte == Self.carriageReturn && (index == bytes.count || bytes[index] != Self.newline)
        guard byte == Self.newline || isReturn else { return }
        hasLineEnds = true
        nextLine += 1
    }

    /// A cell that stands in the file as it reads.
    private func cell(_ range: Range<Int>, content: Range<Int>) -> Cell {
        var (start, end) = (content.lowerBound, content.upperBound)
        while start < end, bytes[start].isBlank { start += 1 }
        while start < end, bytes[end - 1].isBlank { end -= 1 }
        // White space of other scripts needs a look at the text.
        let isBeyondASCII = start < end && (bytes[start] >= 0x80 || bytes[end - 1] >= 0x80)
        let assembled = isBeyondASCII ? String(decoding: bytes[start..<end], as: UTF8.self).trimmed : nil
        return Cell(range: range, content: start..<end, assembled: assembled)
    }

    private func fail(_ byte: Int, _ message: String, hint: String) {
        mistakes.add(.error, .notCSV, byte..<(byte + 1), message, hint: hint)
    }
}

// MARK: The file

extension CSVReader {
    /// What parts the cells of the first line; quoted ones are passed over.
    static func separator(of source: SourceText) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in source.bytes[source.start...] {
            if byte == quote { isQuoted.toggle() }
            if !isQuoted, byte == newline || byte == carriageReturn, !counts.isEmpty { break }
            if !isQuoted, [0x2C, 0x3B, 0x09].contains(byte) { counts[byte, default: 0] += 1 }
            // A first line without an end tells nothing more.
            if counts.values.contains(where: { $0 > mostCells }) { break }
        }
        let comma = UInt8(ascii: ",")
        return counts.max { ($0.value, $0.key == comma ? 1 : 0) < ($1.value, $1.key == comma ? 1 : 0) }?.key ?? comma
    }

    private func isText() -> Bool {
        if let byte = source.firstInvalidByte {
            let place = SourcePosition(file: source.name, line: source.position(ofByte: byte).line, column: 1)
            mistakes.add(
                Diagnostic(
                    .error, .notUTF8, at: place, "this line is not UTF-8", hint: "save the file as CSV UTF-8"))
            return false
        }
        let zero = bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.flatMap { start in memchr(start, 0, bytes.count).map { UnsafeRawPointer($0) - start } }
        }
        guard let zero else { return true }
        mistakes.add(
            .error, .notCSV, zero..<(zero + 1), "a zero byte stands here, so this is no text",
            hint: "save the file as CSV UTF-8")
        return false
    }
}

extension UInt8 {
    /// White space that does not end a row.
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
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
