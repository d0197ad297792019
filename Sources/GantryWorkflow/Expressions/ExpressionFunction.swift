import FoundationEssentials
import GantryCore

/// The functions that expressions can call.
enum ExpressionFunction: String, CaseIterable {
    case size, contains
    case defaultValue = "default"

    /// What the parser turns `[trigger.at, 2]` into; no name that can be written.
    static let listMaker = "[]"

    static let names = allCases.map(\.rawValue)

    var arity: Int { self == .size ? 1 : 2 }

    /// How it is called, for hints.
    var usage: String {
        switch self {
        case .size: "size(list)"
        case .contains: "contains(list, value)"
        case .defaultValue: "default(value, other)"
        }
    }

    var resultType: ValueType? {
        switch self {
        case .size: .number
        case .contains: .bool
        case .defaultValue: nil
        }
    }

    /// Applies the function to as many values as its arity says.
    func apply(_ values: [Value]) throws(OperationProblem) -> Value {
        guard values.count == arity, let first = values.first, let last = values.last else {
            throw OperationProblem("\(rawValue)() takes \(arity) values")
        }
        switch self {
        case .size: return try Self.size(of: first)
        case .contains: return .bool(try Self.contains(first, last))
        case .defaultValue: return first == .null ? last : first
        }
    }

    private static func size(of value: Value) throws(OperationProblem) -> Value {
        switch value {
        case .text(let text): return .number(Decimal(text.count))
        case .list(let list): return .number(Decimal(list.count))
        case .map(let map): return .number(Decimal(map.count))
        case .null, .bool, .number:
            throw OperationProblem(
                "size() wants text, list or map, and this is \(value.typeName)", hint: OperationProblem.hint(value))
        }
    }

    private static func contains(_ whole: Value, _ part: Value) throws(OperationProblem) -> Bool {
        switch (whole, part) {
        case (.list(let list), _): return list.contains(part)
        case (.text(let text), .text(let part)): return part.isEmpty || text.contains(part)
        case (.map(let map), .text(let key)): return map[key] != nil
        case (.text, _), (.map, _):
            throw OperationProblem("contains() looks for text in \(whole.typeName), and this is \(part.typeName)")
        case (.null, _), (.bool, _), (.number, _):
            throw OperationProblem(
                "contains() wants list, text or map, and this is \(whole.typeName)", hint: OperationProblem.hint(whole))
        }
    }
}

/// What an operator or a function cannot do with the values it got.
struct OperationProblem: Error, Hashable, Sendable {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        (self.message, self.hint) = (message, hint)
    }

    /// The usual way out where a value is missing.
    static func hint(_ values: Value...) -> String? {
        values.contains(.null) ? "say what to take where it is missing: default(value, other)" : nil
    }
}
