package import GantryCore
package import GantryYAML

/// Reads `with`: the inputs of an action, an event or a channel, held against what it declares.
struct InputsReader {
    /// `deadline.check`; nil where nothing of the name is known, so that any input may be there.
    let owner: String?
    let inputs: [InputDeclaration]
    /// The key that names the owner: what is missing is said there where there is no `with`.
    let key: String

    /// - Parameter templates: says where an expression may name what.
    /// - Returns: nil where something is wrong; a diagnostic says what.
    func read(_ fields: FieldReader, _ templates: TemplateReader) -> [String: InputTemplate]? {
        let node = fields.node("with", shape: .map(.any))
        guard let node, !node.isNull else { return reportMissing(fields, given: []) ? nil : [:] }
        guard let entries = node.entries else {
            return fields.collector.refuse(node, wanted: "a mapping from inputs to values")
        }
        var result: [String: InputTemplate] = [:]
        var isWrong = false
        for entry in entries {
            guard case .scalar(let name, _) = entry.key.kind else { continue }
            let input = inputs.first { $0.name == name }
            if let owner, input == nil { reportUnknown(entry.key, name, owner, fields.collector) }
            let template = templates.read(entry.value, as: input?.type ?? .any)
            isWrong = isWrong || template == nil || owner != nil && input == nil
            result[name] = template
        }
        let given = entries.filter { !$0.value.isNull }.compactMap(\.key.text)
        return reportMissing(fields, given: given) || isWrong ? nil : result
    }

    /// The same for what is needed before anything runs: no expressions, and defaults are filled in.
    ///
    /// - Returns: the values, and those of them that the file gives.
    func literals(_ fields: FieldReader) -> (all: [String: Value], given: [String: Value])? {
        guard let templates = read(fields, TemplateReader(literals: fields.collector)) else { return nil }
        let given = templates.compactMapValues(\.constant).filter { $0.value != .null }
        let defaults = inputs.compactMap { input in input.defaultValue.map { (input.name, $0) } }
        let all = given.merging(Dictionary(defaults) { first, _ in first }) { given, _ in given }
        return (all, given)
    }

    private func reportUnknown(_ key: YAMLNode, _ name: String, _ owner: String, _ collector: DiagnosticCollector) {
        collector.error(.unknownInput, at: key, "\(owner) has no input '\(name)'", hint: hint(for: name))
    }

    private func hint(for name: String) -> String {
        let names = inputs.map(\.name)
        return suggestion(for: name, among: names).map { "did you mean '\($0)'?" }
            ?? (names.isEmpty ? "it has no inputs" : "its inputs are \(names.joined(separator: ", "))")
    }

    private func reportMissing(_ fields: FieldReader, given: [String]) -> Bool {
        guard let owner else { return false }
        let missing = inputs.filter { $0.isRequired && !given.contains($0.name) }
        for input in missing {
            fields.collector.error(
                .missingInput, at: fields.keyNode("with") ?? fields.node(key) ?? fields.node,
                "\(owner) needs '\(input.name)'", hint: "\(input.type): \(input.summary)"
            )
        }
        return !missing.isEmpty
    }
}

extension InputTemplate {
    /// Its value where it holds no expression; else nil.
    var constant: Value? {
        switch self {
        case .literal(let value, _): return value
        case .expression, .text: return nil
        case .list(let elements, _):
            let values = elements.compactMap(\.constant)
            return values.count == elements.count ? .list(values) : nil
        case .map(let members, _):
            let values = members.compactMapValues(\.constant)
            return values.count == members.count ? .map(values) : nil
        }
    }
}

/// Reads values of a declared type that are known when their file is read.
package enum LiteralReader {
    /// - Returns: nil where something is wrong, an expression among it; a diagnostic says what.
    package static func read(_ node: YAMLNode, as type: InputType, _ collector: DiagnosticCollector) -> Value? {
        TemplateReader(literals: collector).read(node, as: type)?.constant
    }
}

/// Reads texts that may hold expressions over `inputs`, and over nothing else.
package struct InputTextReader {
    private let templates: TemplateReader

    package init(knowing inputs: [InputDeclaration], _ collector: DiagnosticCollector) {
        templates = TemplateReader(knowing: ExpressionNames(inputs: inputs), collector)
    }

    /// Whether there is an expression in a text.
    package static func hasExpression(_ text: String) -> Bool { TemplateParser.hasExpression(text) }

    /// - Returns: the text; an expression without text around it keeps its type. Nil where something is wrong.
    package func read(_ node: YAMLNode) -> InputTemplate? {
        templates.read(node, as: node.text.map(TemplateParser.hasExpression) == true ? .any : .text)
    }
}
