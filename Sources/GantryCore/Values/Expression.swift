/// A parsed `${{ … }}` expression. GantryWorkflow parses and evaluates it.
public indirect enum Expression: Hashable, Sendable {
    public enum BinaryOperator: String, Hashable, Sendable {
        case or = "||"
        case and = "&&"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    public enum UnaryOperator: String, Hashable, Sendable {
        case not = "!"
        case negate = "-"
    }

    case literal(Value)
    /// One of the names an expression starts from: `trigger`, `steps`, `project`.
    case name(String, at: SourcePosition)
    case member(Expression, String, at: SourcePosition)
    case index(Expression, Expression, at: SourcePosition)
    case call(String, [Expression], at: SourcePosition)
    case unary(UnaryOperator, Expression, at: SourcePosition)
    case binary(BinaryOperator, Expression, Expression, at: SourcePosition)
}

/// What stands behind a key of `with`: a value that may hold expressions.
public indirect enum InputTemplate: Hashable, Sendable {
    case literal(Value, at: SourcePosition)
    /// The whole scalar is one expression, so its value keeps its type.
    case expression(Expression, at: SourcePosition)
    /// Text around expressions: always a text.
    case text([TextPart], at: SourcePosition)
    case list([InputTemplate], at: SourcePosition)
    case map([String: InputTemplate], at: SourcePosition)

    public enum TextPart: Hashable, Sendable {
        case plain(String)
        case expression(Expression)
    }

    public var position: SourcePosition {
        switch self {
        case .literal(_, let position), .expression(_, let position), .text(_, let position), .list(_, let position),
            .map(_, let position):
            position
        }
    }
}
