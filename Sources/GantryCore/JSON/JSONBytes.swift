/// What comes by the thousand and writes its JSON itself: the same bytes that its `encode(to:)` would make, without a
/// container for each value.
package protocol JSONWritable: Encodable {
    func write(to json: inout JSONBytes)
}

/// A text of JSON that is being written.
package struct JSONBytes {
    package internal(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(4096) }

    package mutating func word(_ word: String) { bytes += word.utf8 }

    package mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { units in
            bytes.append(UInt8(ascii: "\""))
            var copied = 0
            for index in units.indices where units[index] < 0x20 || units[index] == 0x22 || units[index] == 0x5C {
                bytes += units[copied..<index]
                escape(units[index])
                copied = index + 1
            }
            bytes += units[copied...]
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func escape(_ unit: UInt8) {
        switch unit {
        case 0x22: bytes += #"\""#.utf8
        case 0x5C: bytes += #"\\"#.utf8
        case 8: bytes += #"\b"#.utf8
        case 9: bytes += #"\t"#.utf8
        case 10: bytes += #"\n"#.utf8
        case 12: bytes += #"\f"#.utf8
        case 13: bytes += #"\r"#.utf8
        default:
            bytes += (unit < 16 ? #"\u000"# : #"\u00"#).utf8
            bytes += String(unit, radix: 16).utf8
        }
    }

    // MARK: Lists and maps

    package mutating func list<Element>(_ elements: [Element], _ write: (inout JSONBytes, Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (number, element) in elements.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// - Parameter members: writes the members in the order of their keys.
    package mutating func map(_ members: (inout JSONBytes) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        members(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// What is written next is the member's value.
    ///
    /// - Parameter key: without characters that would have to be escaped.
    package mutating func key(_ key: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes += $0 }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    package mutating func member(_ key: StaticString, _ text: String) {
        self.key(key)
        self.text(text)
    }

    package mutating func member(_ key: StaticString, _ number: Int) {
        self.key(key)
        word(String(number))
    }

    package mutating func member(_ key: StaticString, _ flag: Bool) {
        self.key(key)
        word(flag ? "true" : "false")
    }

    package mutating func member(_ key: StaticString, orNull text: String?) {
        self.key(key)
        if let text { self.text(text) } else { word("null") }
    }
}
