public import FoundationEssentials

/// What expressions, inputs, outputs and trigger payloads are made of: JSON's shapes, with exact numbers.
public enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Decimal)
    case text(String)
    case list([Value])
    case map([String: Value])

    /// The name of the type, as messages use it: `text`, `number`, `bool`, `list`, `map`, `null`.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .text: "text"
        case .list: "list"
        case .map: "map"
        }
    }

    /// The member of a map; null where there is none.
    public subscript(_ key: String) -> Value {
        guard case .map(let members) = self else { return .null }
        return members[key] ?? .null
    }

    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    public var list: [Value]? {
        guard case .list(let list) = self else { return nil }
        return list
    }

    public var map: [String: Value]? {
        guard case .map(let map) = self else { return nil }
        return map
    }
}

extension Value: CustomStringConvertible {
    /// As it reads inside a text: bare text and numbers, compact JSON for lists and maps.
    public var description: String {
        switch self {
        case .text(let text): text
        default: json
        }
    }

    /// Compact JSON with sorted keys.
    public var json: String {
        var text = ""
        writeJSON(to: &text, indent: nil)
        return text
    }

    /// JSON as people and programs read it: two spaces for each level, keys sorted, `[]` for an empty list.
    public var indentedJSON: String {
        var text = ""
        writeJSON(to: &text, indent: 0)
        return text
    }

    /// - Parameter indent: how many levels deep it stands; nil: all on one line, without spaces.
    private func writeJSON(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(let number): text += "\(number)"
        case .text(let string): Self.write(string, to: &text)
        case .list(let list):
            Self.write(list, between: "[", "]", to: &text, indent) { element, text, indent in
                element.writeJSON(to: &text, indent: indent)
            }
        case .map(let map):
            Self.write(map.sorted { $0.key < $1.key }, between: "{", "}", to: &text, indent) { member, text, indent in
                Self.write(member.key, to: &text)
                text += indent == nil ? ":" : ": "
                member.value.writeJSON(to: &text, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to text: inout String, _ indent: Int?,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        let inner = indent.map { $0 + 1 }
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            newLine(inner, &text)
            write(element, &text, inner)
        }
        if !elements.isEmpty { newLine(indent, &text) }
        text += close
    }

    private static func newLine(_ indent: Int?, _ text: inout String) {
        guard let indent else { return }
        text += "\n"
        for _ in 0..<indent { text += "  " }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        if string.utf8.allSatisfy({
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }) {
            text += string
        } else {
            for scalar in string.unicodeScalars { write(scalar, to: &text) }
        }
        text += "\""
    }

    private static func write(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        // All of these, not only those that JSON forbids: it is printed on terminals, too.
        case _ where scalar.isSteering:
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
}

extension Value: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? container.decode(Decimal.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Value].self) {
            self = .list(list)
        } else {
            self = .map(try container.decode([String: Value].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .map(let map): try container.encode(map)
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(Decimal(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral elements: Value...) { self = .list(elements) }

    /// Of two equal keys the later one stays.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .map(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
