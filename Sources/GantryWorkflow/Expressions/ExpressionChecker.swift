import FoundationEssentials
import GantryCore
import GantryYAML

/// Finds what can be known to be wrong before an expression is ever evaluated: names, functions, types.
struct ExpressionChecker {
    let names: ExpressionNames
    private(set) var problems: [ExpressionProblem] = []

    init(names: ExpressionNames) {
        self.names = names
    }

    /// What is known of a value beforehand: its type, and for constants all of it.
    private struct Knowledge {
        var type: ValueType?
        var value: Value?

        init(_ value: Value) { (self.type, self.value) = (ValueType(value), value) }
        init(_ type: ValueType?) { self.type = type }
        static let nothing = Knowledge(nil as ValueType?)
    }

    mutating func check(_ expression: Expression) { _ = look(expression) }

    /// The type that every value of a correct expression has; nil where only the run can tell.
    static func type(of expression: Expression, knowing names: ExpressionNames) -> ValueType? {
        var checker = ExpressionChecker(names: names)
        return checker.look(expression).type
    }

    private mutating func look(_ expression: Expression) -> Knowledge {
        switch expression {
        case .literal(let value): return Knowledge(value)
        case .name(let name, let place): return lookAtName(name, place)
        case .member(let base, let member, let place): return lookAtMember(base, member, place)
        case .index(let base, let index, let place): return lookAtIndex(base, index, place)
        case .call(let name, let arguments, let place): return lookAtCall(name, arguments, place)
        case .unary(let sign, let operand, let place): return lookAtUnary(sign, look(operand), place)
        case .binary(let sign, let left, let right, let place):
            return lookAtBinary(sign, look(left), look(right), place)
        }
    }

    private mutating func report(
        _ code: DiagnosticCode, _ place: SourcePosition, _ length: Int, _ message: String, hint: String?
    ) {
        problems.append(ExpressionProblem(code, at: place, length: length, message, hint: hint))
    }

    private mutating func report(_ problem: OperationProblem, _ place: SourcePosition, _ length: Int) -> Knowledge {
        report(.expressionType, place, length, problem.message, hint: problem.hint)
        return .nothing
    }

    /// The name that was probably meant; nil also where enough is told already.
    private func near(_ name: String, _ candidates: @autoclosure () -> [String]) -> String? {
        names.suggests && problems.count < DiagnosticCollector.most ? suggestion(for: name, among: candidates()) : nil
    }

    private mutating func lookAtName(_ name: String, _ place: SourcePosition) -> Knowledge {
        if names.roots.contains(name) { return Knowledge(.map) }
        let operators = [
            "and": "&&", "or": "||", "not": "!", "none": "null", "nil": "null", "yes": "true", "no": "false",
        ]
        var hint = "expressions know \(names.spokenRoots); a text stands in quotes: '\(name)'"
        if let meant = operators[name.lowercased()] {
            hint = "write '\(meant)'"
        } else if let near = near(name, names.roots + ["true", "false", "null"]) {
            hint = "did you mean '\(near)'?"
        } else if ExpressionFunction(rawValue: name) != nil {
            hint = "it is a function: \(name)(…)"
        }
        report(.unknownName, place, name.unicodeScalars.count, "unknown name '\(name)'", hint: hint)
        return .nothing
    }

    private mutating func lookAtMember(_ base: Expression, _ member: String, _ place: SourcePosition) -> Knowledge {
        let length = member.unicodeScalars.count
        if let known = lookAtKnown(base, member, place, length) { return known }
        let known = look(base)
        guard let type = known.type, type != .map, type != .null else { return .nothing }
        return report(Self.noMember(member, in: type.rawValue), place, length)
    }

    /// A member of what is known by its name; nil where nothing is known of its members.
    private mutating func lookAtKnown(
        _ base: Expression, _ member: String, _ place: SourcePosition, _ length: Int
    ) -> Knowledge? {
        if case .name(let root, _) = base, names.roots.contains(root) {
            switch root {
            case "steps": return lookAtStep(member, place, length)
            case "trigger": return lookAtTrigger(member, place, length)
            case "project": return .nothing
            default: break
            }
        }
        guard let (lacks, members) = names.declarations(of: base) else { return nil }
        _ = look(base)
        if let found = members.first(where: { $0.name == member }) { return Knowledge(ValueType(found.type)) }
        let near = near(member, members.map(\.name))
        report(
            .unknownName, place, length, "\(lacks) '\(member)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "there are \(members.map(\.name).joined(separator: ", "))"
        )
        return .nothing
    }

    static func noMember(_ member: String, in type: String) -> OperationProblem {
        let functions = ["size", "length", "count"]
        return OperationProblem(
            "there is no '.\(member)' in \(type): only maps have members",
            hint: functions.contains(member) ? "write size(…)" : nil
        )
    }

    private mutating func lookAtTrigger(_ member: String, _ place: SourcePosition, _ length: Int) -> Knowledge {
        guard !ExpressionNames.triggerMembers.contains(member) else {
            return .nothing
        }
        let near = near(member, ExpressionNames.triggerMembers)
        report(
            .unknownName, place, length, "a trigger has no '\(member)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "it has \(ExpressionNames.triggerMembers.joined(separator: ", "))"
        )
        return .nothing
    }

    private mutating func lookAtStep(_ id: String, _ place: SourcePosition, _ length: Int) -> Knowledge {
        guard let hasRun = names.hasRun(id) else {
            report(.unknownStep, place, length, "there is no step '\(id)'", hint: stepHint(id))
            return .nothing
        }
        if !hasRun {
            report(
                .laterStep, place, length, "step '\(id)' has not run yet here",
                hint: "an expression sees the steps before its own"
            )
        }
        return .nothing
    }

    private func stepHint(_ id: String) -> String {
        guard names.suggests, problems.count < DiagnosticCollector.most else { return "" }
        if let dashed = names.allSteps.first(where: { $0.hasPrefix(id + "-") || $0.hasPrefix(id + ".") }) {
            return "for an id with '-' or '.' write steps['\(dashed)']"
        }
        if let near = near(id, names.allSteps) { return "did you mean '\(near)'?" }
        let shown = names.earlierSteps.suffix(10).joined(separator: ", ")
        return shown.isEmpty ? "no step runs before this one" : "the steps before it are \(shown)"
    }

    private mutating func lookAtIndex(_ base: Expression, _ index: Expression, _ place: SourcePosition) -> Knowledge {
        let key = look(index)
        if case .text(let member)? = key.value, let known = lookAtKnown(base, member, place, 1) { return known }
        let known = look(base)
        do throws(OperationProblem) {
            if let value = known.value, let key = key.value {
                return Knowledge(try Evaluator.element(of: value, at: key))
            }
            try Evaluator.checkIndex(base: known.type?.rawValue, key: key.type?.rawValue)
        } catch {
            return report(error, place, 1)
        }
        return .nothing
    }

    private mutating func lookAtCall(
        _ name: String, _ arguments: [Expression], _ place: SourcePosition
    ) -> Knowledge {
        var known: [Knowledge] = []
        for argument in arguments { known.append(look(argument)) }
        if name == ExpressionFunction.listMaker { return Knowledge(.list) }
        guard let function = ExpressionFunction(rawValue: name) else {
            let near = near(name, ExpressionFunction.names)
            let others = ["length": "size", "count": "size", "len": "size", "includes": "contains", "has": "contains"]
            report(
                .unknownFunction, place, name.unicodeScalars.count, "unknown function '\(name)'",
                hint: (near ?? others[name]).map { "did you mean '\($0)'?" }
                    ?? "the functions are \(ExpressionFunction.names.joined(separator: ", "))"
            )
            return .nothing
        }
        guard arguments.count == function.arity else {
            report(
                .wrongArity, place, name.unicodeScalars.count,
                "\(name)() takes \(function.arity) value\(function.arity == 1 ? "" : "s"), and here \(Self.count(arguments.count))",
                hint: "write \(function.usage)"
            )
            return Knowledge(function.resultType)
        }
        return apply(function, known, place)
    }

    private static func count(_ number: Int) -> String { number == 1 ? "is 1" : "are \(number)" }

    private mutating func apply(
        _ function: ExpressionFunction, _ known: [Knowledge], _ place: SourcePosition
    ) -> Knowledge {
        let values = known.compactMap(\.value)
        do throws(OperationProblem) {
            if values.count == known.count { return Knowledge(try function.apply(values)) }
            switch (function, known.first?.type) {
            case (.size, .bool?), (.size, .number?), (.contains, .bool?), (.contains, .number?):
                throw OperationProblem(
                    "\(function.rawValue)() wants \(function == .size ? "text, list or map" : "list, text or map"), "
                        + "and this is \(known.first?.type?.rawValue ?? "")"
                )
            default: break
            }
        } catch {
            return report(error, place, function.rawValue.count)
        }
        return Knowledge(function.resultType)
    }

    private mutating func lookAtUnary(
        _ sign: Expression.UnaryOperator, _ known: Knowledge, _ place: SourcePosition
    ) -> Knowledge {
        let result: ValueType = sign == .not ? .bool : .number
        do throws(OperationProblem) {
            // A type alone is enough to know that it is the wrong one; any value of it stands for all.
            if let value = known.value ?? known.type.flatMap({ $0 == result ? nil : Self.sample($0) }) {
                return Knowledge(try ExpressionOperators.apply(sign, to: value))
            }
        } catch {
            return report(error, place, 1)
        }
        return Knowledge(result)
    }

    private mutating func lookAtBinary(
        _ sign: Expression.BinaryOperator, _ left: Knowledge, _ right: Knowledge, _ place: SourcePosition
    ) -> Knowledge {
        do throws(OperationProblem) {
            if let left = left.value, let right = right.value {
                return Knowledge(try ExpressionOperators.apply(sign, left, right))
            }
            return Knowledge(try Self.resultType(sign, left.type, right.type, divisor: right.value))
        } catch {
            return report(error, place, sign.rawValue.count)
        }
    }

    /// Applies the operator to stand-ins of the types that are known, to find whether they fit.
    private static func resultType(
        _ sign: Expression.BinaryOperator, _ left: ValueType?, _ right: ValueType?, divisor: Value?
    ) throws(OperationProblem) -> ValueType? {
        switch sign {
        case .and, .or:
            if let left { _ = try ExpressionOperators.condition(sample(left), sign, "left") }
            if let right { _ = try ExpressionOperators.condition(sample(right), sign, "right") }
            return .bool
        case .add where left == nil && right == nil: return nil
        case .equal, .notEqual:
            if let left, let right { _ = try ExpressionOperators.apply(sign, sample(left), sample(right)) }
            return .bool
        default: break
        }
        let known = left ?? right ?? .number
        let fits: [ValueType] = sign == .add || isOrder(sign) ? [.number, .text] : [.number]
        // The unknown side is taken to be whatever fits the known one.
        let other = fits.contains(known) ? known : .number
        let divisorOrSample = divisor ?? sample(right ?? other)
        _ = try ExpressionOperators.apply(sign, sample(left ?? other), divisorOrSample)
        return isOrder(sign) ? .bool : fits.contains(known) ? known : .number
    }

    private static func isOrder(_ sign: Expression.BinaryOperator) -> Bool {
        [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(sign)
    }

    /// Any value of a type, to try out what works with it.
    static func sample(_ type: ValueType) -> Value {
        switch type {
        case .null: .null
        case .bool: .bool(true)
        case .number: .number(1)
        case .text: .text("")
        case .list: .list([])
        case .map: .map([:])
        }
    }
}
