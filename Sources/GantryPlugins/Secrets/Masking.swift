import GantryCore

/// Takes secrets out of what a plugin says, before it is written anywhere.
struct Masking: Sendable {
    /// A shorter text would blacken half of a log, and is no secret.
    private static let shortest = 4

    private let secrets: [String]

    init(_ secrets: some Sequence<String>) {
        // Each line of a secret counts, since logs are masked line by line; the longest first, as one may hold another.
        let lines = secrets.flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) + [$0] }
        self.secrets = Set(lines.filter { $0.count >= Self.shortest }).sorted { ($1.count, $0) < ($0.count, $1) }
    }

    func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.contains(secret)
                ? text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***") : text
        }
    }

    func masked(_ value: Value) -> Value {
        guard !secrets.isEmpty else { return value }
        return switch value {
        case .text(let text): .text(masked(text))
        case .list(let elements): .list(elements.map(masked))
        case .map(let members):
            .map(Dictionary(members.map { (masked($0.key), masked($0.value)) }) { first, _ in first })
        case .null, .bool, .number: value
        }
    }
}
