extension InputType {
    /// The types that have a name alone.
    private static let plain: [(name: String, type: InputType)] = [
        ("text", .text), ("number", .number), ("bool", .bool), ("any", .any), ("duration", .duration),
        ("working days", .workingDays), ("percent", .percent),
    ]

    /// What `init` takes, for diagnostics.
    public static let names = plain.map(\.name) + ["list of …", "map to …"]

    /// Reads `text`, `working days`, `list of number`, `map to text` and kin; nil for anything else.
    public init?(_ text: String) {
        let words = text.split(separator: " ").joined(separator: " ")
        if let known = Self.plain.first(where: { $0.name == words || $0.name.replacing(" ", with: "_") == words }) {
            self = known.type
        } else if words.hasPrefix("list of "), let element = InputType(String(words.dropFirst(8))) {
            self = .list(element)
        } else if words.hasPrefix("map to "), let member = InputType(String(words.dropFirst(7))) {
            self = .map(member)
        } else {
            return nil
        }
    }
}
