import GantryCore

extension Value {
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
