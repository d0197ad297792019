/// Goes through a text once and notes where its values stand.
///
/// Source: RFC 8259.
struct JSONTokenizer {
    private static let deepest = 512

    private let bytes: [UInt8]
    private var position = 0
    private(set) var tokens: [JSONText.Token] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 12)
    }

    mutating func parse() throws(JSONText.Malformed) {
        try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw malformed }
    }

    private var malformed: JSONText.Malformed { JSONText.Malformed(offset: position) }

    /// What stands here; 0, which no JSON has, at the end.
    private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONText.Malformed) {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): try map(depth: depth)
        case UInt8(ascii: "["): try list(depth: depth)
        case UInt8(ascii: "\""): try text()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try number()
        }
    }

    private mutating func map(depth: Int) throws(JSONText.Malformed) {
        let index = try open(.map, depth)
        skipSpace()
        if current == UInt8(ascii: "}") { return close(index) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw malformed }
            try text()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw malformed }
            position += 1
            try value(depth: depth + 1)
            if try isLast(UInt8(ascii: "}")) { return close(index) }
        }
    }

    private mutating func list(depth: Int) throws(JSONText.Malformed) {
        let index = try open(.list, depth)
        skipSpace()
        if current == UInt8(ascii: "]") { return close(index) }
        while true {
            try value(depth: depth + 1)
            if try isLast(UInt8(ascii: "]")) { return close(index) }
        }
    }

    private mutating func open(_ kind: JSONText.Kind, _ depth: Int) throws(JSONText.Malformed) -> Int {
        guard depth < Self.deepest else { throw malformed }
        tokens.append(.init(kind: kind, start: Int32(position)))
        position += 1
        return tokens.count - 1
    }

    private mutating func close(_ index: Int) {
        position += 1
        tokens[index].end = Int32(position)
        tokens[index].next = Int32(tokens.count)
    }

    /// Whether the list or map ends here; else goes past the comma.
    private mutating func isLast(_ end: UInt8) throws(JSONText.Malformed) -> Bool {
        skipSpace()
        if current == end { return true }
        guard current == UInt8(ascii: ",") else { throw malformed }
        position += 1
        return false
    }

    private mutating func text() throws(JSONText.Malformed) {
        position += 1
        let start = position
        var isPlain = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                append(.text, start, isPlain: isPlain)
                position += 1
                return
            case UInt8(ascii: "\\"):
                isPlain = false
                try escape()
            case 0..<0x20: throw malformed
            case 0x7F...0xFF:
                isPlain = false
                position += 1
            default: position += 1
            }
        }
        throw malformed
    }

    private mutating func escape() throws(JSONText.Malformed) {
        position += 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            guard position + 4 < bytes.count,
                bytes[(position + 1)...(position + 4)].allSatisfy({ $0.hexadecimal != nil })
            else { throw malformed }
            position += 5
        default: throw malformed
        }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONText.Kind) throws(JSONText.Malformed) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard current == word.utf8Start[index] else { throw malformed }
            position += 1
        }
        append(kind, start)
    }

    private mutating func number() throws(JSONText.Malformed) {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let isZero = current == UInt8(ascii: "0")
        let whole = try digits()
        guard !isZero || whole == 1 else { throw malformed }
        if current == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
        }
        append(.number, start)
    }

    /// - Returns: how many there are, one at least.
    private mutating func digits() throws(JSONText.Malformed) -> Int {
        let start = position
        while current.isDigit { position += 1 }
        guard position > start else { throw malformed }
        return position - start
    }

    private mutating func append(_ kind: JSONText.Kind, _ start: Int, isPlain: Bool = false) {
        tokens.append(
            .init(
                kind: kind, isPlain: isPlain, start: Int32(start), end: Int32(position), next: Int32(tokens.count + 1)))
    }
}
