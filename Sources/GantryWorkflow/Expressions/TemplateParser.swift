import GantryCore

/// Splits a text into what stands around `${{ … }}` and the expressions themselves.
struct TemplateParser {
    let text: PlacedText
    let names: ExpressionNames
    private(set) var problems: [ExpressionProblem] = []
    /// Whoever has made so many mistakes in one text does not read more of them.
    private static let problemLimit = 20

    init(_ text: PlacedText, knowing names: ExpressionNames) {
        (self.text, self.names) = (text, names)
    }

    /// Whether there is anything to parse.
    static func hasExpression(_ text: String) -> Bool { text.contains("${{") }

    /// The parts in order; nil where there is a mistake.
    mutating func parts() -> [InputTemplate.TextPart]? {
        var result: [InputTemplate.TextPart] = []
        var index = 0
        while let open = text.firstIndex(of: "${{", from: index) {
            if open > index { result.append(.plain(text.string(index..<open))) }
            let parsed = ExpressionParser.parse(
                text, from: open + 3, isDelimited: true, knowing: names, problems: &problems)
            if let parsed {
                result.append(.expression(parsed.expression))
                index = parsed.end
            } else if problems.count < Self.problemLimit, let close = text.firstIndex(of: "}}", from: open + 3) {
                // The rest may hold mistakes of its own.
                index = close + 2
            } else {
                return nil
            }
        }
        if index < text.scalars.count { result.append(.plain(text.string(index..<text.scalars.count))) }
        return problems.isEmpty ? result : nil
    }

    /// The expression of a condition: `${{ … }}` around all of it, or bare. Nil where there is a mistake.
    mutating func condition() -> Expression? {
        guard let open = text.firstIndex(of: "${{", from: 0),
            text.scalars[..<open].allSatisfy(\.properties.isWhitespace)
        else {
            return ExpressionParser.parse(text, knowing: names, problems: &problems)
        }
        guard
            let parsed = ExpressionParser.parse(
                text, from: open + 3, isDelimited: true, knowing: names, problems: &problems)
        else { return nil }
        guard text.scalars[parsed.end...].allSatisfy(\.properties.isWhitespace) else {
            problems.append(
                ExpressionProblem(
                    at: text.position(parsed.end), length: text.scalars.count - parsed.end,
                    "a condition is one expression, and this stands behind it",
                    hint: "write all of it between '${{' and '}}'"
                )
            )
            return nil
        }
        return parsed.expression
    }
}
