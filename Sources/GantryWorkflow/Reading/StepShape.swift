import GantryCore
import GantryYAML

/// What steps look like: which inputs they have depends on their action.
extension StepsReader {
    var shape: Shape {
        let nothing = TemplateReader(knowing: ExpressionNames(steps: []), DiagnosticCollector())
        return .list(Schema<Step>.record("a step") { read($0, nothing) }.shape, atLeast: 1)
    }

    var actionShape: Shape {
        .words(actions.keys.sorted())
    }

    func noteInputs(_ fields: FieldReader) {
        for (name, action) in actions.sorted(by: { $0.key < $1.key }) {
            fields.note(.when("action", is: .words([name]), [inputs(of: action)]))
        }
    }

    private func inputs(of action: ActionDeclaration) -> Shape.Field {
        let fields = action.inputs.map { input in
            Shape.Field(input.name, shape(of: input), isRequired: input.isRequired)
        }
        let inputs = Shape.record(fields, title: "the inputs of \(action.name)")
        return Shape.Field("with", inputs, isRequired: action.inputs.contains(where: \.isRequired))
    }

    private func shape(of input: InputDeclaration) -> Shape {
        var result = Self.shape(of: input.type)
        result.title = input.summary
        return result
    }

    /// A value of the type, or an expression that gives one.
    static func shape(of type: InputType) -> Shape {
        switch type {
        case .any: .any
        case .text: .text
        case .number: .number(nil, Self.expression, .init())
        case .bool: .boolean(Self.expression)
        case .duration: orExpression(Pattern.duration)
        case .workingDays: orExpression(Pattern.workingDays)
        case .percent: orExpression("-?\(Pattern.decimal) ?%")
        case .oneOf(let words): orExpression(words.joined(separator: "|"))
        case .list(let element): .either(.text(nil, Self.expression), .list(shape(of: element)))
        case .map(let member): .either(.text(nil, Self.expression), .map(shape(of: member)))
        }
    }

    private static let expression = "\\$\\{\\{"

    private static func orExpression(_ pattern: String) -> Shape { .text(nil, "^(?:\(pattern))$|\(Self.expression)") }
}
