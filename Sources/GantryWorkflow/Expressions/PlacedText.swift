package import GantryCore
package import GantryYAML

/// GantryCore's expression tree; FoundationEssentials has a type of the same name.
package typealias Expression = GantryCore.Expression

/// A text whose every scalar knows where it was written.
///
/// What a YAML scalar says and how it is written differ by quotes, escapes and folded lines; a diagnostic has to
/// point into what is written.
package struct PlacedText: Sendable {
    package let scalars: [Unicode.Scalar]
    private let file: SourceText
    /// The byte that each scalar is written at, and the one behind the last.
    private let bytes: [Int]

    /// - Parameter node: a scalar; anything else is an empty text.
    package init(_ node: YAMLNode) {
        guard case .scalar(let text, let isPlain) = node.kind else {
            (scalars, file, bytes) = ([], node.file, [node.byteRange.lowerBound])
            return
        }
        scalars = Array(text.unicodeScalars)
        file = node.file
        var walk = ScalarWalk(written: node.file.bytes[node.byteRange], isPlain: isPlain)
        bytes = walk.places(of: scalars)
    }

    /// The whole text of a file.
    package init(_ file: SourceText) {
        let text = String(decoding: file.bytes, as: UTF8.self)
        scalars = Array(text.unicodeScalars)
        self.file = file
        var next = 0
        bytes =
            scalars.map { scalar in
                defer { next += UTF8.width(scalar) }
                return next
            } + [file.bytes.count]
    }

    /// The place of the scalar at `index`; past the end, the place behind the last scalar.
    package func position(_ index: Int) -> SourcePosition {
        file.position(ofByte: byte(index))
    }

    private func byte(_ index: Int) -> Int { bytes[min(max(0, index), bytes.count - 1)] }

    func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// Whether `text` stands at `index`.
    func has(_ text: String, at index: Int) -> Bool {
        scalars[min(index, scalars.count)...].starts(with: text.unicodeScalars)
    }

    /// The first place of `text` from `index` on.
    func firstIndex(of text: String, from index: Int) -> Int? {
        guard index < scalars.count else { return nil }
        return (index..<scalars.count).first { has(text, at: $0) }
    }

    /// The problems of this text as diagnostics, with the lines they stand on.
    func diagnostics(for problems: [ExpressionProblem]) -> [Diagnostic] {
        problems.map { problem in
            let start = index(of: problem.position)
            return Diagnostic(
                .error, problem.code, in: file, byte(start)..<max(byte(start), byte(start + problem.length)),
                problem.message, hint: problem.hint
            )
        }
    }

    /// The first scalar at or behind a place. Problems know lines and columns, as expressions do; a file is marked by
    /// its bytes.
    private func index(of place: SourcePosition) -> Int {
        var (low, high) = (0, scalars.count)
        while low < high {
            let middle = (low + high) / 2
            if position(middle) < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What is wrong with an expression, and where; `PlacedText` makes a diagnostic of it.
package struct ExpressionProblem: Error, Hashable, Sendable {
    package let code: DiagnosticCode
    package let position: SourcePosition
    /// How many scalars are meant, from `position` on.
    package let length: Int
    package let message: String
    package let hint: String?

    init(
        _ code: DiagnosticCode = .expressionSyntax, at position: SourcePosition, length: Int = 1, _ message: String,
        hint: String? = nil
    ) {
        (self.code, self.position, self.length) = (code, position, length)
        (self.message, self.hint) = (message, hint)
    }
}
