import GantryCore
import GantryYAML

/// The steps of a workflow, and the projects that they name.
struct StepsReading {
    let steps: [Step]
    /// Those of expressions.
    let projects: [Mention]
    /// Those that checks are told to look at.
    let selectedProjects: [Mention]
}

/// Reads the steps of a workflow.
struct StepsReader {
    /// Keys of steps that a later version will have.
    private static let laterKeys = ["needs", "foreach", "retry", "continue_on_error"]

    private static let limit = 500

    let actions: [String: ActionDeclaration]
    private let capabilities: Capabilities
    /// What the events of the workflow's triggers carry; empty where that is not known.
    private let event: [OutputDeclaration]

    init(capabilities: Capabilities, event: [OutputDeclaration] = []) {
        (self.capabilities, self.event) = (capabilities, event)
        actions = Dictionary(capabilities.actions.map { ($0.name, $0) }) { first, _ in first }
    }

    /// - Returns: nil where something is wrong.
    func read(_ fields: FieldReader) -> StepsReading? {
        let hint = "write steps: [{ id: check, action: deadline.check }]"
        guard let node = fields.node("steps", shape: shape), !node.isNull else {
            fields.collector.error(
                .emptyWorkflow, at: fields.keyNode("steps") ?? fields.node, "a workflow needs 'steps'", hint: hint)
            return nil
        }
        guard let nodes = node.elements else {
            return fields.collector.refuse(node, wanted: "a list of steps", hint: "begin the step with '- '")
        }
        guard !nodes.isEmpty else {
            fields.fail("steps", .emptyWorkflow, "a workflow needs at least one step", hint: hint)
            return nil
        }
        guard nodes.count <= Self.limit else {
            fields.fail(
                "steps", .workflowTooLarge, "a workflow has at most \(Self.limit) steps, and here are \(nodes.count)",
                hint: "make several workflows of it")
            return nil
        }
        reportDuplicates(nodes, fields.collector)
        let names = ExpressionNames(steps: nodes.map(knownStep), event: event)
        var (projects, selected): ([Mention], [Mention]) = ([], [])
        let steps = nodes.indices.map { index in
            let templates = TemplateReader(knowing: names.before(index), fields.collector)
            defer { projects += templates.projects }
            selected += selectedProjects(nodes[index])
            return Schema<Step>.record("a step") { read($0, templates) }.read(nodes[index], fields.collector)
        }
        let good = steps.compactMap(\.self)
        guard good.count == steps.count else { return nil }
        return StepsReading(steps: good, projects: projects, selectedProjects: selected)
    }

    private func knownStep(_ node: YAMLNode) -> ExpressionNames.KnownStep {
        let action = node["action"]?.text.flatMap { actions[$0] }
        return ExpressionNames.KnownStep(id: node["id"]?.text ?? "", outputs: action?.given ?? [])
    }

    /// The ids that stand in an input `projects`, the way in which all checks are told what to look at, or in the
    /// `project` of a monitoring check.
    private func selectedProjects(_ step: YAMLNode) -> [Mention] {
        guard let action = step["action"]?.text.flatMap({ actions[$0] }) else { return [] }
        let selects = action.inputs.contains { $0.name == "projects" && $0.type == .list(.text) }
        var nodes = selects ? step["with"]?["projects"]?.elements ?? [] : []
        if action.namesProject, let node = step["with"]?["project"], node.text != Finding.portfolio {
            nodes.append(node)
        }
        return nodes.compactMap { node in
            node.text.flatMap { TemplateParser.hasExpression($0) ? nil : Mention($0, at: node) }
        }
    }

    private func reportDuplicates(_ nodes: [YAMLNode], _ collector: DiagnosticCollector) {
        var lines: [String: Int] = [:]
        for node in nodes.compactMap({ $0["id"] }) {
            guard let id = node.text else { continue }
            if let line = lines[id] {
                collector.error(
                    .duplicateName, at: node, "two steps have the id '\(id)'; the other is on line \(line)",
                    hint: "expressions name steps by their id, so each has its own"
                )
            }
            lines[id] = lines[id] ?? node.position.line
        }
    }

    func read(_ fields: FieldReader, _ templates: TemplateReader) -> Step? {
        let id = fields.required("id", .identifier)
        let action = fields.required("action", Schema<String>.nonEmptyText.shaped(actionShape))
        let condition = fields.node("if", shape: .bareText("expression")).flatMap { node in
            // A missing 'if' is none; an empty one is a mistake.
            templates.condition(node)
        }
        let timeout = fields.optional("timeout", .duration)
        if let timeout, timeout <= .zero {
            fields.fail(
                "timeout", .wrongForm, "a timeout is longer than nothing",
                hint: "leave it out for the action's own limit")
        }
        for key in Self.laterKeys where fields.keys.contains(key) {
            _ = fields.has(key)
            fields.collector.error(
                .notInThisVersion, at: fields.keyNode(key) ?? fields.node, "'\(key)' is not in this version",
                hint: key == "needs" ? "steps run in the order of the list" : nil
            )
        }
        addNotes(fields)
        noteInputs(fields)
        let declaration = action.flatMap { actions[$0] }
        if let action, declaration == nil { reportUnknown(action, fields) }
        let inputs = InputsReader(owner: declaration?.name, inputs: declaration?.inputs ?? [], key: "action")
            .read(fields, templates)
        guard let id, let action, let inputs else { return nil }
        return Step(
            id: id, action: action, inputs: inputs, condition: condition, timeout: timeout,
            position: fields.node.position)
    }

    private func addNotes(_ fields: FieldReader) {
        fields.note("name", hint: "a step is named by its 'id'")
        fields.note("uses", hint: "did you mean 'action'?")
        fields.note("run", hint: "write action: command.run, and the command under 'with'")
        fields.note("inputs", hint: "did you mean 'with'?")
        fields.note("when", hint: "did you mean 'if'?")
        fields.note("condition", hint: "did you mean 'if'?")
        fields.note("alerts", hint: "'alerts' belongs to the workflow, beside 'steps'")
    }

    private func reportUnknown(_ action: String, _ fields: FieldReader) {
        let isTold = fields.collector.hasRoom(for: .error, in: fields.node.file.name)
        let names = isTold ? actions.keys.sorted() : []
        // `deadlines.check` is near; `check` alone is found by its last word.
        let near =
            suggestion(for: action, among: names)
            ?? names.first { $0.split(separator: ".").contains { $0 == action } }
        if let missing = capabilities.reason(forMissing: action, near: near) {
            // Once is enough: all that the plugin adds comes back together.
            guard !fields.collector.diagnostics.contains(where: { $0.tells(of: missing, in: fields) }) else { return }
            return fields.fail(
                "action", .unknownAction, "unknown action '\(action)': \(missing.message)", hint: missing.hint)
        }
        fields.fail(
            "action", .unknownAction, "unknown action '\(action)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "'gantry actions' lists them"
        )
    }
}

extension Diagnostic {
    /// Whether it says of the same file that a plugin is missing.
    fileprivate func tells(of missing: (message: String, hint: String?), in fields: FieldReader) -> Bool {
        [.unknownAction, .unknownEvent].contains(code) && position?.file == fields.node.position.file
            && message.hasSuffix(": \(missing.message)")
    }
}
