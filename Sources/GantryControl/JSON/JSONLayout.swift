import FoundationEssentials
import GantryCore

/// JSON as people and programs read it: two spaces for each level, keys sorted, `[]` for an empty list; nothing in it
/// steers a terminal. The same as `Value.indentedJSON`, with no values made on the way.
struct JSONLayout {
    private let text: JSONText
    private let tokens: UnsafeBufferPointer<JSONText.Token>
    private let bytes: UnsafeBufferPointer<UInt8>
    private var result: [UInt8] = []

    /// - Returns: without an end to its last line.
    static func indented(_ text: JSONText) -> String {
        text.tokens.withUnsafeBufferPointer { tokens in
            text.bytes.withUnsafeBufferPointer { bytes in
                var layout = JSONLayout(text: text, tokens: tokens, bytes: bytes)
                layout.result.reserveCapacity(bytes.count * 2)
                layout.write(0, depth: 0)
                return String(decoding: layout.result, as: UTF8.self)
            }
        }
    }

    private init(text: JSONText, tokens: UnsafeBufferPointer<JSONText.Token>, bytes: UnsafeBufferPointer<UInt8>) {
        (self.text, self.tokens, self.bytes) = (text, tokens, bytes)
    }

    private mutating func write(_ index: Int, depth: Int) {
        switch tokens[index].kind {
        case .null: result += "null".utf8
        case .yes: result += "true".utf8
        case .no: result += "false".utf8
        case .number: writeNumber(index)
        case .text: writeText(index)
        case .list: writeList(index, depth)
        case .map: writeMap(index, depth)
        }
    }

    private mutating func writeList(_ index: Int, _ depth: Int) {
        result.append(UInt8(ascii: "["))
        let (first, end) = (index + 1, Int(tokens[index].next))
        var element = first
        while element < end {
            if element > first { result.append(UInt8(ascii: ",")) }
            beginLine(depth + 1)
            write(element, depth: depth + 1)
            element = Int(tokens[element].next)
        }
        if first < end { beginLine(depth) }
        result.append(UInt8(ascii: "]"))
    }

    private mutating func writeMap(_ index: Int, _ depth: Int) {
        result.append(UInt8(ascii: "{"))
        let (first, end) = (index + 1, Int(tokens[index].next))
        if isSorted(from: first, to: end) {
            var name = first
            while name < end {
                writeMember(name, isFirst: name == first, depth)
                name = Int(tokens[name + 1].next)
            }
        } else {
            for (number, name) in sortedNames(from: first, to: end).enumerated() {
                writeMember(name, isFirst: number == 0, depth)
            }
        }
        if first < end { beginLine(depth) }
        result.append(UInt8(ascii: "}"))
    }

    private mutating func writeMember(_ name: Int, isFirst: Bool, _ depth: Int) {
        if !isFirst { result.append(UInt8(ascii: ",")) }
        beginLine(depth + 1)
        writeText(name)
        result.append(UInt8(ascii: ":"))
        result.append(UInt8(ascii: " "))
        write(name + 1, depth: depth + 1)
    }

    private mutating func beginLine(_ depth: Int) {
        result.append(UInt8(ascii: "\n"))
        result += repeatElement(UInt8(ascii: " "), count: depth * 2)
    }

    /// Whether the members stand in the order of what their names say, which is nearly always so.
    private func isSorted(from first: Int, to end: Int) -> Bool {
        var name = first
        while name < end {
            let next = Int(tokens[name + 1].next)
            if next < end, !isBefore(name, next) { return false }
            name = next
        }
        return true
    }

    private func sortedNames(from first: Int, to end: Int) -> [Int] {
        var names: [Int] = []
        var name = first
        while name < end {
            names.append(name)
            name = Int(tokens[name + 1].next)
        }
        return names.sorted(by: isBefore)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        guard tokens[left].isPlain, tokens[right].isPlain else {
            return (text.string(left) ?? "") < (text.string(right) ?? "")
        }
        return written(left).lexicographicallyPrecedes(written(right))
    }

    private func written(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        bytes[Int(tokens[index].start)..<Int(tokens[index].end)]
    }

    private mutating func writeText(_ index: Int) {
        guard tokens[index].isPlain else {
            result += Value.text(text.string(index) ?? "\u{FFFD}").json.utf8
            return
        }
        // With its quotes.
        result += bytes[(Int(tokens[index].start) - 1)...Int(tokens[index].end)]
    }

    private mutating func writeNumber(_ index: Int) {
        let written = written(index)
        // A whole number reads the same; another gets the form that Gantry's numbers have.
        let isWhole = written.count < 19 && written.first?.isDigit == true && written.allSatisfy(\.isDigit)
        guard !isWhole, let decimal = Decimal(string: text.written(index)) else {
            result += written
            return
        }
        result += "\(decimal)".utf8
    }
}
