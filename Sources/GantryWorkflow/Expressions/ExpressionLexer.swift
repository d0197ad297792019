import FoundationEssentials
import GantryCore

/// The smallest parts of an expression.
struct ExpressionToken {
    enum Kind: Equatable {
        case number(Decimal)
        case text(String)
        case word(String)
        /// An operator, a bracket, a comma or a point.
        case symbol(String)
        /// The end of the text, or the `}}` that closes the expression.
        case end
    }

    let kind: Kind
    /// Where in the `PlacedText`.
    let range: Range<Int>

    func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }
}

/// Splits an expression into tokens.
struct ExpressionLexer {
    /// More than anybody writes, and few enough that the recursion over the parsed tree stays shallow.
    static let tokenLimit = 500

    private static let symbols = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", ".", ",",
    ]

    private let text: PlacedText
    private var index: Int
    /// Whether `}}` ends the expression, and has to.
    private let isDelimited: Bool

    init(_ text: PlacedText, from index: Int, isDelimited: Bool) {
        (self.text, self.index, self.isDelimited) = (text, index, isDelimited)
    }

    /// All tokens, the last of kind `end`.
    mutating func tokens() throws(ExpressionProblem) -> [ExpressionToken] {
        let start = index
        var result: [ExpressionToken] = []
        while true {
            let token = try next(from: start)
            result.append(token)
            if token.kind == .end { return result }
            guard result.count <= Self.tokenLimit else {
                throw ExpressionProblem(
                    .expressionTooLarge, at: text.position(token.range.lowerBound),
                    "the expression is too long: it has more than \(Self.tokenLimit) parts",
                    hint: "let a step compute it"
                )
            }
        }
    }

    private mutating func next(from start: Int) throws(ExpressionProblem) -> ExpressionToken {
        while index < text.scalars.count, text.scalars[index].properties.isWhitespace { index += 1 }
        let begin = index
        guard begin < text.scalars.count else {
            guard !isDelimited else { throw Self.unclosed(at: text.position(start - 3)) }
            return ExpressionToken(kind: .end, range: begin..<begin)
        }
        let scalar = text.scalars[begin]
        if isDelimited, text.has("}}", at: begin) {
            index += 2
            return ExpressionToken(kind: .end, range: begin..<index)
        }
        if scalar == "'" || scalar == "\"" { return try quoted(scalar) }
        if Self.isDigit(scalar) { return try number() }
        if Self.isWordStart(scalar) { return word() }
        for symbol in Self.symbols where text.has(symbol, at: begin) {
            index += symbol.unicodeScalars.count
            return ExpressionToken(kind: .symbol(symbol), range: begin..<index)
        }
        throw unexpected(scalar)
    }

    static func unclosed(at position: SourcePosition) -> ExpressionProblem {
        ExpressionProblem(at: position, length: 3, "'${{' is not closed", hint: "write '}}' behind the expression")
    }

    /// A text in quotes; the quote itself is written twice, nothing else is special.
    private mutating func quoted(_ quote: Unicode.Scalar) throws(ExpressionProblem) -> ExpressionToken {
        let begin = index
        var content = String.UnicodeScalarView()
        index += 1
        while index < text.scalars.count {
            let scalar = text.scalars[index]
            index += 1
            guard scalar == quote else {
                content.append(scalar)
                continue
            }
            guard index < text.scalars.count, text.scalars[index] == quote else {
                return ExpressionToken(kind: .text(String(content)), range: begin..<index)
            }
            content.append(quote)
            index += 1
        }
        throw ExpressionProblem(
            at: text.position(begin), "the text that begins here is not closed", hint: "write \(quote) behind it"
        )
    }

    private mutating func number() throws(ExpressionProblem) -> ExpressionToken {
        let begin = index
        while index < text.scalars.count, Self.isWordPart(text.scalars[index]) || isPointInNumber { index += 1 }
        let written = text.string(begin..<index)
        guard let value = Decimal(exactly: written) else {
            throw ExpressionProblem(
                at: text.position(begin), length: index - begin, "'\(written)' is not a number",
                hint: "numbers are written as 12 or 12.5, with at most 28 digits"
            )
        }
        return ExpressionToken(kind: .number(value), range: begin..<index)
    }

    /// A point belongs to the number where a digit follows: `1.5`, but not in `1.`.
    private var isPointInNumber: Bool {
        text.scalars[index] == "." && index + 1 < text.scalars.count && Self.isDigit(text.scalars[index + 1])
    }

    private mutating func word() -> ExpressionToken {
        let begin = index
        while index < text.scalars.count, Self.isWordPart(text.scalars[index]) { index += 1 }
        return ExpressionToken(kind: .word(text.string(begin..<index)), range: begin..<index)
    }

    private func unexpected(_ scalar: Unicode.Scalar) -> ExpressionProblem {
        let hints: [Unicode.Scalar: String] = [
            "=": "equality is written '=='", "&": "'and' is written '&&'", "|": "'or' is written '||'",
            "{": "maps cannot be written in an expression", "}": "an expression ends with '}}'",
            "?": "there is no choice operator; give the step an 'if:'",
            "$": "inside an expression names stand alone, without '${{'",
            "“": "texts stand in straight quotes: 'text'", "‘": "texts stand in straight quotes: 'text'",
        ]
        return ExpressionProblem(
            at: text.position(index), "'\(scalar)' does not belong in an expression", hint: hints[scalar]
        )
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool { isWordStart(scalar) || isDigit(scalar) }
}
