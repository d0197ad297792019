import GantryCore

/// A file's text as the search for a syntax mistake looks at it: bytes, lines, words.
struct SyntaxText {
    let source: SourceText

    init(_ source: SourceText) { self.source = source }

    func byte(at index: Int) -> UInt8? { source.bytes.indices.contains(index) ? source.bytes[index] : nil }

    func scalar(at index: Int) -> Unicode.Scalar? {
        guard index < source.bytes.count else { return nil }
        let end = min(source.bytes.count, index + 4)
        return String(decoding: source.bytes[index..<end], as: UTF8.self).unicodeScalars.first
    }

    func string(_ range: Range<Int>) -> String { String(decoding: source.bytes[range], as: UTF8.self) }

    func lineNumber(_ byte: Int) -> Int { source.position(ofByte: byte).line }

    /// The bytes of the line that holds a byte, without its end.
    func line(at byte: Int) -> Range<Int> { source.lineRange(lineNumber(byte)) ?? byte..<byte }

    func isAtEnd(_ byte: Int) -> Bool { source.bytes[min(byte, source.bytes.count)...].allSatisfy(\.isWhitespace) }

    func first(_ wanted: UInt8, in range: Range<Int>) -> Int? { range.first { source.bytes[$0] == wanted } }

    func end(of run: UInt8, from start: Int) -> Int {
        source.bytes[start...].firstIndex { $0 != run } ?? source.bytes.count
    }

    /// Only spaces and tabs, or nothing.
    func isIndentation(_ range: Range<Int>) -> Bool {
        source.bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    func indentation(of line: Range<Int>) -> Int {
        (line.first { source.bytes[$0] != 0x20 } ?? line.upperBound) - line.lowerBound
    }

    /// The first byte of a line behind its indentation and the `- ` of items.
    func contentStart(of line: Range<Int>) -> Int {
        var index = line.lowerBound + indentation(of: line)
        while index + 1 < line.upperBound, source.bytes[index] == UInt8(ascii: "-"), source.bytes[index + 1] == 0x20 {
            index += 1
            while index < line.upperBound, source.bytes[index] == 0x20 { index += 1 }
        }
        return index
    }

    /// Where the value begins in a line such as `key: value`; nil where there is no `: ` outside of quotes.
    func valueStart(in line: Range<Int>) -> Int? {
        let start = contentStart(of: line)
        guard let colon = (start..<line.upperBound).first(where: { isSpacedColon($0, in: line) }) else { return nil }
        return (colon + 1..<line.upperBound).first { source.bytes[$0] != 0x20 }
    }

    private func isSpacedColon(_ index: Int, in line: Range<Int>) -> Bool {
        source.bytes[index] == UInt8(ascii: ":") && index + 1 < line.upperBound && source.bytes[index + 1] == 0x20
    }

    func endsWithColon(_ line: Range<Int>) -> Bool { string(line).last { $0 != " " } == ":" }

    /// The `:` of a line `key:value`: behind a bare word, with no space after it.
    func tightColon(in line: Range<Int>) -> Int? {
        let start = contentStart(of: line)
        guard let end = (start..<line.upperBound).first(where: { !isWordByte(source.bytes[$0]) }), end > start,
            source.bytes[end] == UInt8(ascii: ":"), end + 1 < line.upperBound, !source.bytes[end + 1].isWhitespace,
            source.bytes[end + 1] != UInt8(ascii: "/")
        else { return nil }
        return end
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The nearest line above that holds more than white space and a comment.
    func contentLine(before line: Range<Int>) -> Range<Int>? {
        var number = lineNumber(line.lowerBound) - 1
        while number >= 1, let range = source.lineRange(number) {
            let start = range.lowerBound + indentation(of: range)
            if start < range.upperBound, source.bytes[start] != UInt8(ascii: "#") { return range }
            number -= 1
        }
        return nil
    }

    /// The last byte before a place that is no white space.
    func lastContent(before place: Int) -> Int? { source.bytes[..<place].lastIndex { !$0.isWhitespace } }

    /// The last bracket or brace that is not closed before a place; quotes and comments are not looked at.
    func openBracket(before place: Int) -> Int? {
        var closed = 0
        for index in source.bytes[..<place].indices.reversed() {
            switch source.bytes[index] {
            case UInt8(ascii: "]"), UInt8(ascii: "}"): closed += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if closed == 0 { return index }
                closed -= 1
            default: break
            }
        }
        return nil
    }

    func word(from start: Int) -> Range<Int> {
        let line = line(at: start)
        let end = (start..<max(start, line.upperBound)).first {
            source.bytes[$0].isWhitespace || source.bytes[$0] == UInt8(ascii: ":")
        }
        return start..<(end ?? max(start, line.upperBound))
    }

    func restOfLine(from start: Int) -> Range<Int> {
        let line = line(at: start)
        let end = source.bytes[start..<max(start, line.upperBound)].lastIndex { !$0.isWhitespace }
        return start..<(end.map { $0 + 1 } ?? start)
    }

    /// To the end of the line or to a comment, without the white space before it.
    func restOfValue(from start: Int) -> Range<Int> {
        let rest = restOfLine(from: start)
        let comment = rest.dropFirst().first { source.bytes[$0] == UInt8(ascii: "#") && source.bytes[$0 - 1] == 0x20 }
        guard let comment, let end = source.bytes[start..<comment].lastIndex(where: { !$0.isWhitespace }) else {
            return rest
        }
        return start..<(end + 1)
    }

    /// The same, and within brackets no farther than the entry goes.
    func restOfEntry(from start: Int) -> Range<Int> {
        let rest = restOfValue(from: start)
        guard isInBrackets(start) else { return rest }
        let stops = [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")]
        let end = rest.dropFirst().first { stops.contains(source.bytes[$0]) } ?? rest.upperBound
        let last = source.bytes[start..<end].lastIndex { !$0.isWhitespace }
        return start..<(last.map { $0 + 1 } ?? rest.upperBound)
    }

    /// Whether a bracket is open on the line, or the line above goes on in this one.
    private func isInBrackets(_ place: Int) -> Bool {
        let line = line(at: place)
        if let open = openBracket(before: place), open >= line.lowerBound { return true }
        guard isIndentation(line.lowerBound..<place), let above = contentLine(before: line),
            let last = source.bytes[above].last(where: { !$0.isWhitespace })
        else { return false }
        return [UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{")].contains(last)
    }

    /// A hint to quote a stretch; nil where it holds quotes itself or is long.
    func quoted(_ range: Range<Int>) -> String {
        let text = string(range)
        let isSimple = text.count <= 40 && !text.contains("\"") && !text.contains("\\")
        return isSimple ? "write \"\(text)\"" : "put the text in quotes"
    }
}
