import GantryCore
import GantryYAML

/// What declared inputs look like in a file.
struct InputShape {
    /// Whether an expression may stand in place of a value.
    let allowsExpressions: Bool

    /// The key `with` of whatever has these inputs.
    static func field(of owner: String, _ inputs: [InputDeclaration], allowsExpressions: Bool) -> Shape.Field {
        let shapes = InputShape(allowsExpressions: allowsExpressions)
        let fields = inputs.map { input in
            var shape = shapes.shape(of: input.type)
            shape.title = input.summary
            return Shape.Field(input.name, shape, isRequired: input.isRequired)
        }
        let record = Shape.record(fields, title: "the inputs of \(owner)")
        return Shape.Field("with", record, isRequired: inputs.contains(where: \.isRequired))
    }

    /// A value of the type, or an expression that gives one.
    private func shape(of type: InputType) -> Shape {
        switch type {
        case .any: .any
        case .text: .text
        case .number: allowsExpressions ? .number(nil, Self.expression, .init()) : .decimal
        case .bool: allowsExpressions ? .boolean(Self.expression) : .bool
        case .duration: text(Pattern.duration)
        case .workingDays: text(Pattern.workingDays)
        case .percent: text("-?\(Pattern.decimal) ?%")
        case .oneOf(let words): text(words.map(Self.escaped).joined(separator: "|"))
        case .list(let element): orExpression(.list(shape(of: element)))
        case .map(let member): orExpression(.map(shape(of: member)))
        }
    }

    private static let expression = "\\$\\{\\{"

    /// A word as a regular expression for itself.
    private static func escaped(_ word: String) -> String {
        word.map { "^$\\.*+?()[]{}|/".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    private func text(_ pattern: String) -> Shape {
        .text(nil, allowsExpressions ? "^(?:\(pattern))$|\(Self.expression)" : "^(?:\(pattern))$")
    }

    private func orExpression(_ shape: Shape) -> Shape {
        allowsExpressions ? .either(.text(nil, Self.expression), shape) : shape
    }
}

/// The form of the names of what plugins add: `ping.check`.
enum PluginName {
    /// - Parameter groups: first parts that are built in.
    static func pattern(except groups: [String] = []) -> String {
        let built = groups.isEmpty ? "" : "(?!(?:\(groups.joined(separator: "|")))\\.)"
        return "^\(built)[A-Za-z0-9][A-Za-z0-9_-]*\\.[A-Za-z0-9._-]+$"
    }
}
