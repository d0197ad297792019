import FoundationEssentials
import GantryCore

/// Header fields that cannot be broken out of. Source: RFC 5322, sections 2.2 and 3.2; RFC 2047.
enum MailHeader {
    /// Lines should be no longer, and with an encoded word must not be.
    private static let width = 76

    /// A field of free text, folded: `Subject: …`, then continuation lines that begin with a space.
    static func text(_ name: String, _ value: String) -> [String] {
        let clean = oneLine(value)
        guard isPlain(clean) else { return encoded(clean, after: name + ": ") }
        return fold(clean.split(separator: " ").map(String.init), after: name + ":")
    }

    /// A field of mailboxes.
    static func mailboxes(_ name: String, _ addresses: [MailAddress]) -> [String] {
        var lines = [name + ":"]
        for (index, address) in addresses.enumerated() {
            let comma = index < addresses.count - 1 ? "," : ""
            let display = oneLine(address.name)
            if display.isEmpty {
                append("\(address.address)\(comma)", to: &lines)
            } else {
                if isPlain(display) {
                    append("\"\(display.escaped)\"", to: &lines)
                } else {
                    let words = encoded(display, after: (lines.last ?? "") + " ")
                    lines.replaceSubrange((lines.count - 1)..., with: words)
                }
                append("<\(address.address)>\(comma)", to: &lines)
            }
        }
        return lines
    }

    /// A field of words that are never broken, such as message ids.
    static func words(_ name: String, _ words: [String]) -> [String] { fold(words, after: name + ":") }

    /// Text without line breaks and other controls, spaces collapsed: nothing in it can begin a new field.
    static func oneLine(_ text: String) -> String {
        text.printable(" ").split(separator: " ").joined(separator: " ")
    }

    /// ASCII without anything that a reader would decode, in words that leave lines under 998 bytes.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x7F } && !text.contains("=?")
            && text.split(separator: " ").allSatisfy { $0.utf8.count < 900 }
    }

    private static func fold(_ words: [String], after start: String) -> [String] {
        var lines = [start]
        for word in words { append(word, to: &lines) }
        return lines
    }

    private static func append(_ word: String, to lines: inout [String]) {
        let last = lines.count - 1
        // A line with a name alone would be an empty field to some readers.
        if lines[last].utf8.count + 1 + word.utf8.count <= width || lines[last].hasSuffix(":") {
            lines[last] += " " + word
        } else {
            lines.append(" " + word)
        }
    }

    /// Encoded words of at most 75 characters, never cut within a character; the space between two is not part of
    /// the text. Source: RFC 2047, sections 2 and 5.
    private static func encoded(_ text: String, after start: String) -> [String] {
        var lines: [String] = []
        var line = start
        var chunk: [UInt8] = []
        func room() -> Int { max(0, (min(75, width - line.utf8.count) - 12) / 4 * 3) }
        func flush() {
            lines.append(line + "=?utf-8?B?" + Data(chunk).base64EncodedString() + "?=")
            (line, chunk) = (" ", [])
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.isEmpty, bytes.count > room(), line != " " {
                // No room beside what stands there already.
                while line.hasSuffix(" ") { line.removeLast() }
                lines.append(line)
                line = " "
            } else if chunk.count + bytes.count > room() {
                flush()
            }
            chunk += bytes
        }
        if !chunk.isEmpty || lines.isEmpty { flush() }
        return lines
    }
}

extension String {
    /// For the inside of a quoted string.
    fileprivate var escaped: String {
        var result = ""
        for character in self {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
