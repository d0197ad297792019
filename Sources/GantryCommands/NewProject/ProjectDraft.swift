import GantryCore
import GantryProject

/// What somebody typed about a project that has no file yet, word for word.
struct ProjectDraft: Hashable, Sendable {
    /// A line of the file, in the order of the file.
    enum Field: String, CaseIterable, Sendable {
        case project, name, lead, sponsor, start, deadline, timezone, budget, team
    }

    /// What a line of the file came from.
    enum Part: Hashable, Sendable {
        case field(Field)
        /// Counted from 0.
        case task(Int)

        /// As it is typed on the command line.
        var flag: String {
            switch self {
            case .field(.project): "ID"
            case .field(let field): "--\(field.rawValue)"
            case .task: "--task"
            }
        }
    }

    struct Line: Hashable, Sendable {
        let part: Part
        let text: String
    }

    private var values: [Field: String] = [:]
    /// Each on one line: `design: 10wd ben`.
    var tasks: [String] = []

    /// Nil: not said.
    subscript(_ field: Field) -> String? {
        get { values[field] }
        set { values[field] = newValue?.trimmed }
    }

    /// The file's first lines; a text that YAML would take for something else stands in quotes.
    var lines: [Line] {
        let fields = Field.allCases.compactMap { field in
            values[field].map { Line(part: .field(field), text: "\(field.rawValue): \(Self.yaml($0, of: field))") }
        }
        return fields + tasks.enumerated().map { Line(part: .task($0), text: "  - \(Self.yaml(task: $1))") }
    }

    private static func yaml(_ text: String, of field: Field) -> String {
        guard field == .team else { return YAMLScalar.block(text) }
        let members = text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        return "[" + members.map { YAMLScalar.flow($0) }.joined(separator: ", ") + "]"
    }

    private static func yaml(task: String) -> String {
        var text = task.trimmed
        // Who has seen the file types the dash as well.
        if text.hasPrefix("- ") { text = String(text.dropFirst(2)).trimmed }
        guard let colon = text.firstIndex(of: ":") else { return YAMLScalar.block(text) }
        let rest = String(text[text.index(after: colon)...]).trimmed
        return YAMLScalar.block(String(text[..<colon]).trimmed) + ":"
            + (rest.isEmpty ? "" : " \(YAMLScalar.block(rest))")
    }

    /// The ids of the tasks, as far as they can be one.
    var taskIDs: [String] {
        tasks.map { task in
            let text = task.trimmed
            let bare = text.hasPrefix("- ") ? text.dropFirst(2) : text[...]
            return String(bare.prefix { $0 != ":" }).trimmed
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
