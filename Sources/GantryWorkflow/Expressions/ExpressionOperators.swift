import FoundationEssentials
import GantryCore

/// What the operators do. No type is ever turned into another: a wrong type is a mistake, not a false.
enum ExpressionOperators {
    static func apply(_ sign: Expression.UnaryOperator, to value: Value) throws(OperationProblem) -> Value {
        switch (sign, value) {
        case (.not, .bool(let bool)): return .bool(!bool)
        case (.negate, .number(let number)): return .number(-number)
        case (.not, _):
            throw OperationProblem("'!' wants bool, and this is \(value.typeName)", hint: conditionHint(value))
        case (.negate, _):
            throw OperationProblem(
                "'-' wants number, and this is \(value.typeName)", hint: OperationProblem.hint(value))
        }
    }

    static func apply(
        _ sign: Expression.BinaryOperator, _ left: Value, _ right: Value
    ) throws(OperationProblem) -> Value {
        switch sign {
        case .and, .or:
            let isDecided = try condition(left, sign, "left") == (sign == .or)
            return .bool(isDecided ? sign == .or : try condition(right, sign, "right"))
        case .equal: return .bool(try areEqual(left, right, sign))
        case .notEqual: return .bool(!(try areEqual(left, right, sign)))
        case .less: return .bool(try order(left, right, sign) < 0)
        case .lessOrEqual: return .bool(try order(left, right, sign) <= 0)
        case .greater: return .bool(try order(left, right, sign) > 0)
        case .greaterOrEqual: return .bool(try order(left, right, sign) >= 0)
        case .add, .subtract, .multiply, .divide, .remainder: return try arithmetic(sign, left, right)
        }
    }

    /// One side of `&&` or `||`.
    static func condition(
        _ value: Value, _ sign: Expression.BinaryOperator, _ side: String
    ) throws(OperationProblem) -> Bool {
        guard case .bool(let bool) = value else {
            throw OperationProblem(
                "'\(sign.rawValue)' wants bool on both sides, and its \(side) side is \(value.typeName)",
                hint: conditionHint(value)
            )
        }
        return bool
    }

    static func conditionHint(_ value: Value) -> String? {
        switch value {
        case .null: "say what to take where it is missing: default(value, false)"
        case .text: "compare it: value != ''"
        case .number: "compare it: value != 0"
        case .list, .map: "ask for its size: size(value) > 0"
        case .bool: nil
        }
    }

    /// Null may be compared with anything: that is how one asks whether something is there.
    private static func areEqual(
        _ left: Value, _ right: Value, _ sign: Expression.BinaryOperator
    ) throws(OperationProblem) -> Bool {
        guard left == .null || right == .null || left.typeName == right.typeName else {
            throw unlike(left.typeName, right.typeName, sign)
        }
        return left == right
    }

    static func unlike(_ left: String, _ right: String, _ sign: Expression.BinaryOperator) -> OperationProblem {
        OperationProblem(
            "'\(sign.rawValue)' compares values of one type, and here are \(left) and \(right)",
            hint: [left, right].sorted() == ["number", "text"] ? "numbers are written without quotes" : nil
        )
    }

    /// Negative, zero or positive as `left` is before, at or after `right`.
    private static func order(
        _ left: Value, _ right: Value, _ sign: Expression.BinaryOperator
    ) throws(OperationProblem) -> Int {
        switch (left, right) {
        case (.number(let left), .number(let right)): return left < right ? -1 : left == right ? 0 : 1
        case (.text(let left), .text(let right)): return left < right ? -1 : left == right ? 0 : 1
        default:
            throw OperationProblem(
                "'\(sign.rawValue)' orders two numbers or two texts, and here are \(left.typeName) and \(right.typeName)",
                hint: OperationProblem.hint(left, right)
            )
        }
    }

    private static func arithmetic(
        _ sign: Expression.BinaryOperator, _ left: Value, _ right: Value
    ) throws(OperationProblem) -> Value {
        if sign == .add, case .text(let left) = left, case .text(let right) = right { return .text(left + right) }
        guard case .number(let left) = left, case .number(let right) = right else {
            throw wrongOperands(left, right, sign)
        }
        let result: Decimal
        switch sign {
        case .add: result = left + right
        case .subtract: result = left - right
        case .multiply: result = left * right
        default:
            guard let quotient = left.divided(by: right) else {
                throw OperationProblem("division by zero", hint: "test the divisor first, in the step's 'if:'")
            }
            result = sign == .divide ? quotient : remainder(left, right, quotient)
        }
        guard !result.isNaN else {
            throw OperationProblem("the result of '\(sign.rawValue)' has too many digits")
        }
        return .number(result)
    }

    private static func wrongOperands(
        _ left: Value, _ right: Value, _ sign: Expression.BinaryOperator
    ) -> OperationProblem {
        let types = [left.typeName, right.typeName]
        let wants = sign == .add ? "adds two numbers or joins two texts" : "wants two numbers"
        var hint = OperationProblem.hint(left, right)
        if sign == .add, types.sorted() == ["number", "text"] {
            hint = "to put a number into a text, write the text around the expression: 5 and ${{ … }}"
        }
        return OperationProblem("'\(sign.rawValue)' \(wants), and here are \(types[0]) and \(types[1])", hint: hint)
    }

    /// What is left after dividing towards zero; it has the sign of the dividend. NaN where the quotient has more
    /// digits than are kept, since the remainder would be wrong.
    private static func remainder(_ left: Decimal, _ right: Decimal, _ quotient: Decimal) -> Decimal {
        let whole = Decimal(string: "\(quotient.magnitude)".split(separator: ".").first.map(String.init) ?? "0") ?? .nan
        var rest = left.magnitude - whole * right.magnitude
        // A quotient such as 2.999… may have been rounded up to 3.
        if rest < 0 { rest += right.magnitude }
        guard !rest.isNaN, rest >= 0, rest < right.magnitude else { return .nan }
        return left < 0 ? -rest : rest
    }
}
