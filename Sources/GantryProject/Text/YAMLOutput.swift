import GantryCore

/// YAML to be written: what is short on one line, the rest in blocks.
enum YAMLOutput {
    /// Text, quoted where it would otherwise read as something else.
    case text(String)
    /// Text that stays as it is: a number, true, null.
    case plain(String)
    /// Text that must not read as a number or as true.
    case quoted(String)
    case list([YAMLOutput])
    case map([Entry])

    struct Entry {
        let key: String
        let value: YAMLOutput
    }

    private static let width = 120

    /// A document: a mapping in blocks, its entries on a line of their own where they fit.
    static func document(_ entries: [Entry]) -> String {
        entries.map { block($0.key, $0.value, indent: 0) }.joined()
    }

    private static func block(_ key: String, _ value: YAMLOutput, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        let head = margin + scalar(key) + ":"
        // A list of records is read down the page; all else goes on one line where it fits.
        let isTable = if case .list(let elements) = value { elements.contains(where: \.isMap) } else { false }
        if !isTable {
            let line = head + " " + value.flow
            if line.count <= width || value.isScalar { return line + "\n" }
        }
        return head + "\n" + value.body(indent: indent + 2)
    }

    private func body(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .text, .plain, .quoted: return margin + flow + "\n"
        case .list(let elements):
            return elements.map { element in
                let line = margin + "- " + element.flow
                guard line.count > Self.width, !element.isScalar else { return line + "\n" }
                // The first entry stands beside the dash.
                let block = element.body(indent: indent + 2)
                return margin + "- " + block.dropFirst(indent + 2)
            }.joined()
        case .map(let entries):
            return entries.map { Self.block($0.key, $0.value, indent: indent) }.joined()
        }
    }

    private var isScalar: Bool {
        switch self {
        case .text, .plain, .quoted: true
        case .list(let elements): elements.isEmpty
        case .map(let entries): entries.isEmpty
        }
    }

    private var isMap: Bool {
        if case .map = self { true } else { false }
    }

    /// All of it on one line.
    private var flow: String {
        switch self {
        case .text(let text): Self.scalar(text)
        case .plain(let text): text
        case .quoted(let text): Self.doubleQuoted(text)
        case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries):
            entries.isEmpty
                ? "{}"
                : "{ " + entries.map { Self.scalar($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + " }"
        }
    }

    // MARK: Scalars

    /// - Parameter inFlow: whether it may stand between brackets, where commas and brackets mean something.
    static func scalar(_ text: String, inFlow: Bool = true) -> String {
        needsQuotes(text, inFlow: inFlow) ? doubleQuoted(text) : text
    }

    /// What a plain text cannot begin with. Source: YAML 1.1, c-indicator.
    private static let indicators: Set<Unicode.Scalar> = Set("-?:,[]{}#&*!|>'\"%@`".unicodeScalars)

    private static func needsQuotes(_ text: String, inFlow: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return true }
        if first == " " || last == " " || last == ":" || indicators.contains(first) { return true }
        if text.utf8.count <= 4, ["~", "null", "Null", "NULL", "---", "..."].contains(text) { return true }
        var before: Unicode.Scalar = " "
        return text.unicodeScalars.contains { scalar in
            defer { before = scalar }
            switch scalar {
            // Other programs' readers, PyYAML among them, end a text at a question mark inside of braces.
            case ",", "[", "]", "{", "}", "?": return inFlow
            case " ": return before == ":"
            case "#": return before == " "
            default: return isSpecial(scalar)
            }
        }
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        // The tables are asked only beyond ASCII.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .privateUse, .unassigned: true
        default: false
        }
    }

    private static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where isSpecial(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension YAMLOutput {
    /// A value, its types kept.
    init(_ value: Value) {
        switch value {
        case .null: self = .plain("null")
        case .bool(let bool): self = .plain(bool ? "true" : "false")
        case .number(let number): self = .plain("\(number)")
        case .text(let text): self = .quoted(text)
        case .list(let values): self = .list(values.map { YAMLOutput($0) })
        case .map(let members):
            self = .map(members.sorted { $0.key < $1.key }.map { Entry(key: $0.key, value: YAMLOutput($0.value)) })
        }
    }
}

/// The entries of a mapping, gathered one by one; what is not there is left out.
struct OutputRecord {
    private(set) var entries: [YAMLOutput.Entry] = []

    var output: YAMLOutput { .map(entries) }

    mutating func add(_ key: String, _ value: (some CustomStringConvertible)?) {
        if let value { entries.append(.init(key: key, value: .text(value.description))) }
    }

    mutating func add(_ key: String, _ value: Located<some CustomStringConvertible>?) {
        if let value { entries.append(.init(key: key, value: .text(value.value.description))) }
    }

    mutating func add(_ key: String, texts: [String]) {
        if !texts.isEmpty { entries.append(.init(key: key, value: .list(texts.map { .text($0) }))) }
    }

    mutating func add(_ key: String, ids: [Located<String>]) { add(key, texts: ids.map(\.value)) }

    /// Only where it holds.
    mutating func add(_ key: String, flag: Bool) {
        if flag { entries.append(.init(key: key, value: .plain("true"))) }
    }

    mutating func add(_ key: String, output: YAMLOutput?) {
        if let output { entries.append(.init(key: key, value: output)) }
    }

    mutating func add(_ key: String, list: [YAMLOutput]) {
        if !list.isEmpty { entries.append(.init(key: key, value: .list(list))) }
    }

    static func record(_ build: (inout OutputRecord) -> Void) -> YAMLOutput {
        var record = OutputRecord()
        build(&record)
        return record.output
    }
}
