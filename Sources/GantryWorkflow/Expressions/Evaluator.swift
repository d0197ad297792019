import FoundationEssentials
package import GantryCore

/// What an expression could not be evaluated for, and where in the workflow file it stands.
package struct EvaluationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: SourcePosition
    package let message: String
    package let hint: String?

    package init(at position: SourcePosition, _ message: String, hint: String? = nil) {
        (self.position, self.message, self.hint) = (position, message, hint)
    }

    /// `workflows/a.yaml:7:12: division by zero (test the divisor first, …)`.
    package var description: String { "\(position): \(message)" + (hint.map { " (\($0))" } ?? "") }
}

/// What names stand for while a run goes on: `trigger`, `steps`, `project`.
package typealias Scope = [String: Value]

/// Gives expressions their values. docs/expressions.md says what each operator does.
package struct Evaluator: Sendable {
    package init() {}

    /// - Throws: `EvaluationProblem` at the operator, member or call that cannot be evaluated.
    package func evaluate(_ expression: Expression, in scope: Scope) throws(EvaluationProblem) -> Value {
        switch expression {
        case .literal(let value): return value
        case .name(let name, _): return scope[name] ?? .null
        case .member(let base, let member, let place):
            let value = try evaluate(base, in: scope)
            return try located(at: place) { () throws(OperationProblem) in try Self.member(member, of: value) }
        case .index(let base, let index, let place):
            let (value, key) = (try evaluate(base, in: scope), try evaluate(index, in: scope))
            return try located(at: place) { () throws(OperationProblem) in try Self.element(of: value, at: key) }
        case .call(let name, let arguments, let place): return try call(name, arguments, at: place, in: scope)
        case .unary(let sign, let operand, let place):
            let value = try evaluate(operand, in: scope)
            return try located(at: place) { () throws(OperationProblem) in
                try ExpressionOperators.apply(sign, to: value)
            }
        case .binary(let sign, let left, let right, let place):
            return try binary(sign, left, right, at: place, in: scope)
        }
    }

    /// The value of a template: a text for text around expressions, else whatever stands there.
    package func evaluate(_ template: InputTemplate, in scope: Scope) throws(EvaluationProblem) -> Value {
        switch template {
        case .literal(let value, _): return value
        case .expression(let expression, _): return try evaluate(expression, in: scope)
        case .text(let parts, _):
            var result = ""
            for part in parts {
                switch part {
                case .plain(let text): result += text
                case .expression(let expression): result += try evaluate(expression, in: scope).description
                }
            }
            return .text(result)
        case .list(let elements, _):
            var result: [Value] = []
            for element in elements { result.append(try evaluate(element, in: scope)) }
            return .list(result)
        case .map(let members, _):
            var result: [String: Value] = [:]
            for (key, member) in members { result[key] = try evaluate(member, in: scope) }
            return .map(result)
        }
    }

    /// Whether a step's `if` holds. A step without one always runs.
    ///
    /// - Throws: `EvaluationProblem`, also where the value is not true or false.
    package func holds(_ step: Step, in scope: Scope) throws(EvaluationProblem) -> Bool {
        guard let condition = step.condition else { return true }
        let value = try evaluate(condition, in: scope)
        guard case .bool(let bool) = value else {
            throw EvaluationProblem(
                at: condition.position ?? step.position, "'if' wants bool, and this is \(value.typeName)",
                hint: ExpressionOperators.conditionHint(value)
            )
        }
        return bool
    }

    /// The inputs of a step as its action gets them: evaluated, checked, defaults filled in. An input that is null
    /// counts as left out.
    ///
    /// - Throws: `EvaluationProblem` at the input that is wrong.
    package func inputs(
        of step: Step, for action: ActionDeclaration, in scope: Scope
    ) throws(EvaluationProblem) -> [String: Value] {
        var result: [String: Value] = [:]
        for input in action.inputs {
            let template = step.inputs[input.name]
            var value = Value.null
            if let template { value = try evaluate(template, in: scope) }
            guard value != .null else {
                result[input.name] = input.defaultValue
                guard input.isRequired else { continue }
                throw EvaluationProblem(
                    at: template?.position ?? step.position, "\(action.name) needs '\(input.name)', and it is null here"
                )
            }
            if let complaint = input.type.complaint(about: value) {
                throw EvaluationProblem(at: template?.position ?? step.position, "\(input.name): \(complaint)")
            }
            result[input.name] = value
        }
        return result
    }

    private func binary(
        _ sign: Expression.BinaryOperator, _ left: Expression, _ right: Expression, at place: SourcePosition,
        in scope: Scope
    ) throws(EvaluationProblem) -> Value {
        let first = try evaluate(left, in: scope)
        if sign == .and || sign == .or {
            let isDecided = try located(at: place) { () throws(OperationProblem) in
                try ExpressionOperators.condition(first, sign, "left") == (sign == .or)
            }
            if isDecided { return first }
        }
        let second = try evaluate(right, in: scope)
        return try located(at: place) { () throws(OperationProblem) in
            try ExpressionOperators.apply(sign, first, second)
        }
    }

    private func call(
        _ name: String, _ arguments: [Expression], at place: SourcePosition, in scope: Scope
    ) throws(EvaluationProblem) -> Value {
        var values: [Value] = []
        for argument in arguments { values.append(try evaluate(argument, in: scope)) }
        if name == ExpressionFunction.listMaker { return .list(values) }
        guard let function = ExpressionFunction(rawValue: name) else {
            throw EvaluationProblem(at: place, "unknown function '\(name)'")
        }
        return try located(at: place) { () throws(OperationProblem) in try function.apply(values) }
    }

    private func located<T>(
        at place: SourcePosition, _ work: () throws(OperationProblem) -> T
    ) throws(EvaluationProblem) -> T {
        do throws(OperationProblem) {
            return try work()
        } catch {
            throw EvaluationProblem(at: place, error.message, hint: error.hint)
        }
    }

    /// Null for a member that is not there, and for every member of null.
    private static func member(_ member: String, of value: Value) throws(OperationProblem) -> Value {
        switch value {
        case .map(let members): return members[member] ?? .null
        case .null: return .null
        case .bool, .number, .text, .list: throw ExpressionChecker.noMember(member, in: value.typeName)
        }
    }

    /// Null for an element that is not there, and for every element of null.
    static func element(of value: Value, at key: Value) throws(OperationProblem) -> Value {
        try checkIndex(base: value.typeName, key: key.typeName)
        switch (value, key) {
        case (.map(let members), .text(let name)): return members[name] ?? .null
        case (.list(let list), .number(let number)):
            guard let index = Int("\(number)"), index >= 0 else {
                throw OperationProblem("'\(number)' is not a place in a list", hint: "places are counted from 0")
            }
            return index < list.count ? list[index] : .null
        default: return .null
        }
    }

    /// Refuses what can never be looked up; nil where a type is not known yet.
    static func checkIndex(base: String?, key: String?) throws(OperationProblem) {
        switch (base, key) {
        case ("map"?, let key?) where key != "text":
            throw OperationProblem("a member of a map is named by text, and this is \(key)")
        case ("list"?, let key?) where key != "number":
            throw OperationProblem("an element of a list is named by number, and this is \(key)")
        case ("text"?, _), ("number"?, _), ("bool"?, _):
            throw OperationProblem("'[…]' wants list or map, and this is \(base ?? "")")
        default: break
        }
    }
}

extension Expression {
    /// Where it stands; for literals, which do not know it, nil.
    package var position: SourcePosition? {
        switch self {
        case .literal: nil
        case .name(_, let place), .member(_, _, let place), .index(_, _, let place), .call(_, _, let place),
            .unary(_, _, let place), .binary(_, _, _, let place):
            place
        }
    }
}
