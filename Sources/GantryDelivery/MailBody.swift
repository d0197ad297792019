import GantryCore

/// A plain text, made fit for a mail.
struct MailBody {
    /// `7bit`, `8bit` or `quoted-printable`.
    let encoding: String
    let lines: [String]

    init(_ text: String) {
        let plain = Self.lines(of: text)
        if plain.contains(where: { $0.utf8.count > 998 }) {
            encoding = "quoted-printable"
            lines = plain.flatMap(Self.quotedPrintable)
        } else {
            encoding = plain.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } } ? "7bit" : "8bit"
            lines = plain
        }
    }

    /// Lines without their ends and without controls, but for tabs.
    private static func lines(of text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            String(line).printable(nil, keeping: ["\t"])
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Source: RFC 2045, section 6.7; lines of at most 76 characters.
    private static func quotedPrintable(_ line: String) -> [String] {
        var result: [String] = []
        var current = ""
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x09
            let isLiteral = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let mayStand = isLiteral || (isBlank && index < bytes.count - 1)
            let hex = String(byte, radix: 16, uppercase: true)
            let piece = mayStand ? String(UnicodeScalar(byte)) : "=" + (hex.count < 2 ? "0" : "") + hex
            if current.count + piece.count > 75 {
                result.append(current + "=")
                current = ""
            }
            current += piece
        }
        return result + [current]
    }
}
