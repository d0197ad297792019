/// A person's mistake in something they wrote, and how to mend it.
///
/// Diagnostics are collected, not thrown, and print the same in the CLI, the journal and JSON.
public struct Diagnostic: Hashable, Sendable, Codable {
    public enum Severity: String, Hashable, Sendable, Codable, Comparable {
        case note, warning, error

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// The line of the file, and the stretch of it that is meant.
    public struct Excerpt: Hashable, Sendable, Codable {
        /// The whole line, without its end.
        public let line: String
        /// How many scalars from the diagnostic's column on are underlined; at least 1.
        public let length: Int

        public init(line: String, length: Int) {
            (self.line, self.length) = (line, max(1, length))
        }
    }

    public let severity: Severity
    public let code: DiagnosticCode
    /// Where; nil for what is in no file, such as a missing folder.
    public let position: SourcePosition?
    public let message: String
    /// What to do about it; nil where the message says all.
    public let hint: String?
    public let excerpt: Excerpt?

    public init(
        _ severity: Severity,
        _ code: DiagnosticCode,
        at position: SourcePosition? = nil,
        _ message: String,
        hint: String? = nil,
        excerpt: Excerpt? = nil
    ) {
        (self.severity, self.code, self.position) = (severity, code, position)
        (self.message, self.hint, self.excerpt) = (message, hint, excerpt)
    }
}

/// The stable name of a kind of mistake: `GTY0102`. Each module declares its own codes in an extension;
/// docs/diagnostics.md lists them all.
public struct DiagnosticCode: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    public init(_ code: String) { description = code }

    public init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Diagnostic: CustomStringConvertible {
    /// One to three lines: the place and the message, then the source line with a caret and the hint.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        let head = "\(place)\(severity.rawValue): \(message) [\(code)]"
        guard let excerpt, let position else {
            return hint.map { "\(head)\n  hint: \($0)" } ?? head
        }
        let number = String(position.line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count)) + number
        // Tabs stay tabs, so that the caret stands under its text whatever the terminal's tab width.
        let indent = String(excerpt.line.unicodeScalars.prefix(position.column - 1).map { $0 == "\t" ? "\t" : " " })
        let underline = "^" + String(repeating: "~", count: excerpt.length - 1)
        let note = hint.map { " \($0)" } ?? ""
        return "\(head)\n\(margin) | \(excerpt.line)\n      | \(indent)\(underline)\(note)"
    }
}

extension String {
    fileprivate init(_ characters: [Character]) {
        self.init()
        append(contentsOf: characters)
    }
}

extension Sequence<Diagnostic> {
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// By file, line and column; what has no place comes first.
    public func sortedByPlace() -> [Diagnostic] {
        sorted { left, right in
            switch (left.position, right.position) {
            case (let left?, let right?): left < right
            case (nil, let right): right != nil
            default: false
            }
        }
    }
}
