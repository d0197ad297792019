import GantryCore

extension Value {
    /// JSON as people and programs read it: two spaces for each level, keys sorted, `[]` for an empty list.
    func indented(_ depth: Int = 0) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch self {
        case .list(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { inner + $0.indented(depth + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .map(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map { key, value in
                "\(inner)\(Value.text(key).json): \(value.indented(depth + 1))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        default:
            return json
        }
    }

    /// As people read it: `[10wd, 3wd]`, `count: 2`.
    var spoken: String {
        switch self {
        case .list(let elements): "[" + elements.map(\.spoken).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.spoken)" }.joined(separator: ", ")
                + "}"
        default: description
        }
    }
}
