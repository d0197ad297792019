extension InputType {
    /// The types that have a name alone.
    private static let plain: [(name: String, type: InputType)] = [
        ("text", .text), ("number", .number), ("bool", .bool), ("any", .any), ("duration", .duration),
        ("working days", .workingDays), ("percent", .percent),
    ]

    /// What `init` takes, for diagnostics.
    public static let names = plain.map(\.name) + ["list of …", "map to …"]

    /// How deep lists and maps may stand in each other.
    private static let depthLimit = 4

    /// Reads what `description` prints: `text`, `working days`, `list of number`, `map to text`, `info | warning`;
    /// nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count <= 1000 else { return nil }
        self.init(text.split(separator: " ")[...], depth: 0)
    }

    private init?(_ words: ArraySlice<Substring>, depth: Int) {
        let text = words.joined(separator: " ")
        if let known = Self.plain.first(where: { $0.name == text || $0.name.replacing(" ", with: "_") == text }) {
            self = known.type
        } else if words.starts(with: ["list", "of"]) || words.starts(with: ["map", "to"]) {
            guard depth < Self.depthLimit, let type = InputType(words.dropFirst(2), depth: depth + 1) else {
                return nil
            }
            self = words.first == "list" ? .list(type) : .map(type)
        } else {
            let choices = text.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.split(separator: " ").map(String.init) }
            guard choices.count > 1, choices.allSatisfy({ $0.count == 1 }) else { return nil }
            self = .oneOf(choices.flatMap { $0 })
        }
    }
}
