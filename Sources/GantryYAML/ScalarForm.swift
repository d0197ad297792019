/// The ways to write a text as a scalar on one line.
enum ScalarForm {
    /// The most like what stands there first. Not every one reads back as the text in every place: whoever writes
    /// one reads it again and goes on to the next; the last one, in double quotes, always does.
    ///
    /// - Parameters:
    ///   - text: nil for `null`.
    ///   - node: the scalar whose place it takes; nil for a new one.
    static func candidates(for text: String?, standing node: YAMLNode?) -> [String] {
        guard let text else { return ["null"] }
        var forms = [doubleQuoted(text)]
        if let single = singleQuoted(text) {
            node?.firstByte == UInt8(ascii: "\"") ? forms.append(single) : forms.insert(single, at: 0)
        }
        if isQuoted(node) {
            forms.append(text)
        } else if !text.isEmpty {
            forms.insert(text, at: 0)
        }
        return forms
    }

    private static func isQuoted(_ node: YAMLNode?) -> Bool {
        node?.firstByte == UInt8(ascii: "\"") || node?.firstByte == UInt8(ascii: "'")
    }

    /// Nil where the text has characters that only double quotes can hold.
    private static func singleQuoted(_ text: String) -> String? {
        let isSimple = text.unicodeScalars.allSatisfy { $0 == "\t" || !needsEscape($0) }
        guard isSimple else { return nil }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// Source: YAML 1.2.2, section 5.7, escaped characters.
    private static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where needsEscape(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// What libyaml refuses as it stands, or takes for the end of a line.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
