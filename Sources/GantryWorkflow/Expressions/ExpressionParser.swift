import GantryCore

/// Reads expressions: recursive descent, one function per level of precedence.
///
/// Weakest first: `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`, `! -` before their operand, member and index access.
package struct ExpressionParser {
    /// How deep brackets and signs may stand in each other.
    static let depthLimit = 64

    private let text: PlacedText
    private let tokens: [ExpressionToken]
    private var next = 0
    private var depth = 0

    /// Reads an expression that is the whole text, as in `if: size(trigger.files) > 0`.
    ///
    /// - Parameter problems: takes every mistake that was found.
    /// - Returns: nil where there is a mistake.
    package static func parse(
        _ text: PlacedText, knowing names: ExpressionNames, problems: inout [ExpressionProblem]
    ) -> Expression? {
        parse(text, from: 0, isDelimited: false, knowing: names, problems: &problems)?.expression
    }

    /// Reads from `index` to the end of the text or, if delimited, to the `}}`.
    ///
    /// - Returns: the expression and the index behind it; nil where there is a mistake.
    static func parse(
        _ text: PlacedText, from index: Int, isDelimited: Bool, knowing names: ExpressionNames,
        problems: inout [ExpressionProblem]
    ) -> (expression: Expression, end: Int)? {
        do throws(ExpressionProblem) {
            var lexer = ExpressionLexer(text, from: index, isDelimited: isDelimited)
            let tokens = try lexer.tokens()
            var parser = ExpressionParser(text: text, tokens: tokens)
            let expression = try parser.whole()
            var checker = ExpressionChecker(names: names)
            checker.check(expression)
            problems += checker.problems
            return checker.problems.isEmpty ? (expression, tokens.last?.range.upperBound ?? index) : nil
        } catch {
            problems.append(error)
            return nil
        }
    }

    private init(text: PlacedText, tokens: [ExpressionToken]) {
        (self.text, self.tokens) = (text, tokens)
    }

    private var current: ExpressionToken { tokens[next] }
    private var position: SourcePosition { text.position(current.range.lowerBound) }

    private mutating func advance() -> ExpressionToken {
        let token = current
        if next + 1 < tokens.count { next += 1 }
        return token
    }

    private mutating func whole() throws(ExpressionProblem) -> Expression {
        if current.kind == .end {
            throw ExpressionProblem(
                at: position, length: max(1, current.range.count), "the expression is empty",
                hint: "write a value, such as trigger.at"
            )
        }
        let result = try binary(level: 0)
        guard current.kind == .end else { throw superfluous() }
        return result
    }

    private func superfluous() -> ExpressionProblem {
        var hint: String? = "an operator is missing before it"
        if case .word(let word) = current.kind {
            let operators = ["and": "&&", "or": "||", "is": "==", "eq": "==", "not": "!"]
            if let meant = operators[word] { hint = "write '\(meant)'" }
        }
        if current.isSymbol(")") || current.isSymbol("]") { hint = "there is no bracket that it closes" }
        if current.isSymbol(",") { hint = "lists stand in brackets: [1, 2]" }
        return ExpressionProblem(
            at: position, length: current.range.count, "\(spelled(current)) does not belong here", hint: hint
        )
    }

    private func spelled(_ token: ExpressionToken) -> String {
        token.kind == .end ? "the end of the expression" : "'\(text.string(token.range))'"
    }

    private static let levels: [[Expression.BinaryOperator]] = [
        [.or], [.and], [.equal, .notEqual], [.less, .lessOrEqual, .greater, .greaterOrEqual], [.add, .subtract],
        [.multiply, .divide, .remainder],
    ]

    private mutating func binary(level: Int) throws(ExpressionProblem) -> Expression {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level: level + 1)
        while case .symbol(let symbol) = current.kind,
            let found = Self.levels[level].first(where: { $0.rawValue == symbol })
        {
            let place = position
            _ = advance()
            let right = try binary(level: level + 1)
            left = .binary(found, left, right, at: place)
        }
        return left
    }

    private mutating func unary() throws(ExpressionProblem) -> Expression {
        guard case .symbol(let symbol) = current.kind, let found = Expression.UnaryOperator(rawValue: symbol) else {
            return try postfix()
        }
        let place = position
        _ = advance()
        try enter(at: place)
        defer { depth -= 1 }
        return .unary(found, try unary(), at: place)
    }

    private mutating func enter(at place: SourcePosition) throws(ExpressionProblem) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw ExpressionProblem(
                .expressionTooLarge, at: place, "the expression is nested too deep: more than \(Self.depthLimit) levels"
            )
        }
    }

    private mutating func postfix() throws(ExpressionProblem) -> Expression {
        var result = try primary()
        while true {
            if current.isSymbol(".") {
                _ = advance()
                let place = position
                guard case .word(let member) = current.kind else {
                    throw ExpressionProblem(
                        at: place, length: current.range.count, "a name is missing behind '.'",
                        hint: "for other members write ['name'] or [0]"
                    )
                }
                _ = advance()
                result = .member(result, member, at: place)
            } else if current.isSymbol("[") {
                let place = position
                _ = advance()
                try enter(at: place)
                defer { depth -= 1 }
                let index = try binary(level: 0)
                try close("]", opened: "[", at: place)
                result = .index(result, index, at: place)
            } else {
                return result
            }
        }
    }

    private mutating func close(_ symbol: String, opened: String, at place: SourcePosition) throws(ExpressionProblem) {
        guard current.isSymbol(symbol) else {
            if current.kind == .end {
                throw ExpressionProblem(at: place, "'\(opened)' is not closed", hint: "write '\(symbol)' behind it")
            }
            throw ExpressionProblem(
                at: position, length: current.range.count, "\(spelled(current)) does not belong here",
                hint: "'\(symbol)' is missing before it"
            )
        }
        _ = advance()
    }

    private mutating func primary() throws(ExpressionProblem) -> Expression {
        let place = position
        let token = advance()
        switch token.kind {
        case .number(let number): return .literal(.number(number))
        case .text(let content): return .literal(.text(content))
        case .word("true"): return .literal(.bool(true))
        case .word("false"): return .literal(.bool(false))
        case .word("null"): return .literal(.null)
        case .word(let name):
            guard current.isSymbol("(") else { return .name(name, at: place) }
            return .call(name, try sequence(from: "(", to: ")"), at: place)
        case .symbol("("):
            try enter(at: place)
            defer { depth -= 1 }
            let result = try binary(level: 0)
            try close(")", opened: "(", at: place)
            return result
        case .symbol("["):
            next -= 1
            return try list()
        case .symbol, .end:
            throw ExpressionProblem(
                at: place, length: max(1, token.range.count), "a value is missing before \(spelled(token))")
        }
    }

    /// `[1, 2]`: a constant list is a literal, any other is a call of the list-making function.
    private mutating func list() throws(ExpressionProblem) -> Expression {
        let place = position
        let elements = try sequence(from: "[", to: "]")
        var values: [Value] = []
        for case .literal(let value) in elements { values.append(value) }
        return values.count == elements.count
            ? .literal(.list(values)) : .call(ExpressionFunction.listMaker, elements, at: place)
    }

    private mutating func sequence(from open: String, to end: String) throws(ExpressionProblem) -> [Expression] {
        let place = position
        _ = advance()
        try enter(at: place)
        defer { depth -= 1 }
        var elements: [Expression] = []
        while !current.isSymbol(end) {
            elements.append(try binary(level: 0))
            guard current.isSymbol(",") else { break }
            _ = advance()
        }
        try close(end, opened: open, at: place)
        return elements
    }
}
