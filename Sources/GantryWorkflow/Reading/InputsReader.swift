import GantryCore
import GantryYAML

/// Reads `with` where it can hold no expressions: of triggers and of channels.
struct InputsReader {
    private let name: String
    private let inputs: [InputDeclaration]

    /// - Parameter name: of what has the inputs, for messages.
    init(_ name: String, _ inputs: [InputDeclaration]) { (self.name, self.inputs) = (name, inputs) }

    /// What `with` looks like.
    var shape: Shape {
        Shape.record(
            inputs.map { input in
                var shape = StepsReader.shape(of: input.type)
                shape.title = input.summary
                return .init(input.name, shape, isRequired: input.isRequired)
            }, title: "the inputs of \(name)")
    }

    /// The values of `with`, checked, defaults filled in.
    ///
    /// - Returns: nil where something is wrong; a diagnostic says what.
    func read(_ fields: FieldReader) -> [String: Value]? {
        let node = fields.node("with", shape: .map(.any))
        let entries = node?.entries ?? []
        if let node, !node.isNull, node.entries == nil {
            return fields.collector.refuse(node, wanted: "a mapping from inputs to values")
        }
        var values: [String: Value] = [:]
        var isWrong = false
        for entry in entries where !entry.value.isNull {
            guard let key = entry.key.scalarText else { continue }
            guard let input = inputs.first(where: { $0.name == key }) else {
                let names = inputs.map(\.name)
                let hint =
                    suggestion(for: key, among: names).map { "did you mean '\($0)'?" }
                    ?? (names.isEmpty ? "it has no inputs" : "its inputs are \(names.joined(separator: ", "))")
                fields.collector.error(.unknownInput, at: entry.key, "\(name) has no input '\(key)'", hint: hint)
                isWrong = true
                continue
            }
            values[key] = value(entry.value, of: input, fields.collector)
            isWrong = isWrong || values[key] == nil
        }
        for input in inputs where values[input.name] == nil {
            if let standard = input.defaultValue {
                values[input.name] = standard
            } else if input.isRequired, !entries.contains(where: { $0.key.scalarText == input.name }) {
                fields.collector.error(
                    .missingInput, at: fields.keyNode("with") ?? fields.node, "\(name) needs '\(input.name)'",
                    hint: "\(input.type): \(input.summary)")
                isWrong = true
            }
        }
        return isWrong ? nil : values
    }

    private func value(_ node: YAMLNode, of input: InputDeclaration, _ collector: DiagnosticCollector) -> Value? {
        if let text = node.text, TemplateParser.hasExpression(text) {
            collector.error(
                .wrongInput, at: node, "an expression cannot stand here", hint: "nothing has run yet that it could name"
            )
            return nil
        }
        guard case .literal(let value, _)? = literal(node, input.type, collector) else { return nil }
        return value
    }

    private func literal(_ node: YAMLNode, _ type: InputType, _ collector: DiagnosticCollector) -> InputTemplate? {
        let before = collector.diagnostics.count
        let template = TemplateReader(knowing: ExpressionNames(), collector).read(node, as: type)
        guard collector.diagnostics.count == before, let template,
            let value = try? Evaluator().evaluate(template, in: [:])
        else { return nil }
        return .literal(value, at: node.position)
    }
}
