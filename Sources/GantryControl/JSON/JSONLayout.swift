import FoundationEssentials
import GantryCore

/// JSON as people and programs read it: two spaces for each level, keys sorted, `[]` for an empty list; nothing in it
/// steers a terminal. The same as `Value.indentedJSON`, with no values made on the way.
struct JSONLayout {
    private let text: JSONText
    private var result: [UInt8] = []

    /// - Returns: without an end to its last line.
    static func indented(_ text: JSONText) -> String {
        var layout = JSONLayout(text: text)
        layout.result.reserveCapacity(text.bytes.count * 3 / 2)
        layout.write(0, depth: 0)
        return String(decoding: layout.result, as: UTF8.self)
    }

    private init(text: JSONText) { self.text = text }

    private mutating func write(_ index: Int, depth: Int) {
        switch text.tokens[index].kind {
        case .null: result += "null".utf8
        case .yes: result += "true".utf8
        case .no: result += "false".utf8
        case .number: writeNumber(index)
        case .text: writeText(index)
        case .list:
            let elements = text.children(of: index)
            writeAll(Array(elements), "[", "]", depth) { layout, element in layout.write(element, depth: depth + 1) }
        case .map:
            writeAll(members(of: index), "{", "}", depth) { layout, name in
                layout.writeText(name)
                layout.result.append(UInt8(ascii: ":"))
                layout.result.append(UInt8(ascii: " "))
                layout.write(name + 1, depth: depth + 1)
            }
        }
    }

    private mutating func writeAll(
        _ elements: [Int], _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ depth: Int,
        _ write: (inout JSONLayout, Int) -> Void
    ) {
        result.append(UInt8(ascii: open))
        for (number, element) in elements.enumerated() {
            if number > 0 { result.append(UInt8(ascii: ",")) }
            beginLine(depth + 1)
            write(&self, element)
        }
        if !elements.isEmpty { beginLine(depth) }
        result.append(UInt8(ascii: close))
    }

    private mutating func beginLine(_ depth: Int) {
        result.append(UInt8(ascii: "\n"))
        for _ in 0..<depth * 2 { result.append(UInt8(ascii: " ")) }
    }

    /// The tokens of the names, in the order of what they say, which is nearly always the order in which they stand.
    private func members(of index: Int) -> [Int] {
        var names: [Int] = []
        var isName = true
        for child in text.children(of: index) {
            if isName { names.append(child) }
            isName.toggle()
        }
        let isSorted = zip(names, names.dropFirst()).allSatisfy { isBefore($0, $1) }
        return isSorted ? names : names.sorted(by: isBefore)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (text.tokens[left], text.tokens[right])
        guard a.isPlain, b.isPlain else { return (text.string(left) ?? "") < (text.string(right) ?? "") }
        return text.bytes[Int(a.start)..<Int(a.end)].lexicographicallyPrecedes(text.bytes[Int(b.start)..<Int(b.end)])
    }

    private mutating func writeText(_ index: Int) {
        let token = text.tokens[index]
        guard !token.isPlain else {
            result.append(UInt8(ascii: "\""))
            result += text.bytes[Int(token.start)..<Int(token.end)]
            result.append(UInt8(ascii: "\""))
            return
        }
        result += Value.text(text.string(index) ?? "\u{FFFD}").json.utf8
    }

    private mutating func writeNumber(_ index: Int) {
        let token = text.tokens[index]
        let written = text.bytes[Int(token.start)..<Int(token.end)]
        // A whole number reads the same; another gets the form that Gantry's numbers have.
        let isWhole = written.count < 19 && written.first?.isDigit == true && written.allSatisfy(\.isDigit)
        guard !isWhole, let decimal = Decimal(string: text.written(index)) else {
            result += written
            return
        }
        result += "\(decimal)".utf8
    }
}
