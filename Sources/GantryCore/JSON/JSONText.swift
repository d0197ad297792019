/// A text of JSON that was found to be one, with the place of each value in it. Whoever reads it goes from place to
/// place, and makes only what is asked for: an answer of a thousand alerts has fifty thousand values.
package final class JSONText: Sendable {
    package enum Kind: UInt8 {
        case null, yes, no, number, text, list, map
    }

    /// A value, or the name of a member; a map's members are name and value by turns.
    package struct Token {
        package var kind: Kind
        /// A text without escapes that is all printable ASCII, as it is written.
        package var isPlain = false
        /// Of its bytes; those of a text are without its quotes.
        package var start: Int32
        package var end: Int32 = 0
        /// The number of the token after it and all that is in it.
        package var next: Int32 = 0
    }

    package struct Malformed: Error {
        package let offset: Int
    }

    package let bytes: [UInt8]
    package let tokens: [Token]

    /// - Throws: `Malformed` where it is no JSON, or deeper than 512 levels.
    package init(_ bytes: [UInt8]) throws(Malformed) {
        guard bytes.count < Int32.max, String(validating: bytes, as: UTF8.self) != nil else {
            throw Malformed(offset: 0)
        }
        var parser = JSONTokenizer(bytes)
        try parser.parse()
        (self.bytes, tokens) = (bytes, parser.tokens)
    }

    /// The numbers of the tokens that stand directly in a list or map.
    package func children(of index: Int) -> Children {
        Children(text: self, position: index + 1, end: Int(tokens[index].next))
    }

    package struct Children: Sequence, IteratorProtocol {
        fileprivate let text: JSONText
        fileprivate var position: Int
        fileprivate let end: Int

        package mutating func next() -> Int? {
            guard position < end else { return nil }
            defer { position = Int(text.tokens[position].next) }
            return position
        }
    }

    /// A number, or a text as it is written, escapes and all.
    package func written(_ index: Int) -> String {
        let token = tokens[index]
        return String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
    }

    /// What a text says; nil where an escape is half a character.
    package func string(_ index: Int) -> String? {
        let token = tokens[index]
        let raw = bytes[Int(token.start)..<Int(token.end)]
        guard !token.isPlain, raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        var units: [UInt8] = []
        units.reserveCapacity(raw.count)
        var position = raw.startIndex
        while position < raw.endIndex {
            guard raw[position] == UInt8(ascii: "\\") else {
                units.append(raw[position])
                position += 1
                continue
            }
            let letter = raw[position + 1]
            position += 2
            guard letter == UInt8(ascii: "u") else {
                units.append(Self.meaning(ofEscape: letter))
                continue
            }
            guard let scalar = scalar(at: &position, in: raw) else { return nil }
            if let encoded = UTF8.encode(scalar) { units += encoded }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// The character of `\uXXXX`, or of two of them.
    ///
    /// - Parameter position: after the first `\u`; then after all of it.
    private func scalar(at position: inout Int, in raw: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let first = number(at: position)
        position += 4
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard position + 6 <= raw.endIndex, raw[position] == UInt8(ascii: "\\"), raw[position + 1] == UInt8(ascii: "u")
        else { return nil }
        let second = number(at: position + 2)
        guard (0xDC00..<0xE000).contains(second) else { return nil }
        position += 6
        return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    /// Four hexadecimal digits, which were seen to be such.
    private func number(at position: Int) -> UInt32 {
        bytes[position..<position + 4].reduce(0) { ($0 << 4) + UInt32($1.hexadecimal ?? 0) }
    }

    private static func meaning(ofEscape letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: letter
        }
    }
}

extension UInt8 {
    package var hexadecimal: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
