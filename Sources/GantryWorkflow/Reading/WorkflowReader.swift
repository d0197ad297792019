package import GantryCore
package import GantryYAML

/// A workflow, and what its file says that can be checked only against the other files.
package struct WorkflowFile: Hashable, Sendable {
    package let workflow: Workflow
    /// The name, where it stands; the start of the file where the name is the file's.
    package let name: Mention
    /// `person:ben` and kin.
    package let recipients: [Mention]
    /// The ids of projects that expressions name.
    package let projects: [Mention]
    /// The ids of projects that steps have their checks look at.
    package let selectedProjects: [Mention]
}

/// Reads the files of `workflows/`.
package enum WorkflowReader {
    /// The name under which the daemon tells about itself.
    private static let reserved = "gantry"

    /// - Parameters:
    ///   - settings: for the time zone of schedules, the channels and the alerts that the file does not say.
    ///   - capabilities: what steps and triggers can name.
    ///   - collector: takes every mistake that was found.
    /// - Returns: nil where there are errors.
    package static func read(
        _ source: SourceText, settings: Settings, capabilities: Capabilities, _ collector: DiagnosticCollector
    ) -> Workflow? {
        readFile(source, settings: settings, capabilities: capabilities, collector)?.workflow
    }

    /// The same, with what is to be checked against the other files.
    package static func readFile(
        _ source: SourceText, settings: Settings, capabilities: Capabilities, _ collector: DiagnosticCollector
    ) -> WorkflowFile? {
        let before = collector.errorCount
        guard let node = YAMLDocument.parse(source, collector) else { return nil }
        guard !node.isNull else {
            collector.error(
                .emptyWorkflow, at: node, "the file is empty",
                hint: "a workflow needs at least steps: [{ id: …, action: … }]"
            )
            return nil
        }
        let file = schema(source, settings, capabilities).read(node, collector)
        return collector.errorCount > before ? nil : file
    }

    /// What a workflow's file looks like.
    package static func shape(settings: Settings, capabilities: Capabilities) -> Shape {
        schema(SourceText(name: "", bytes: []), settings, capabilities).shape
    }

    private static func schema(
        _ source: SourceText, _ settings: Settings, _ capabilities: Capabilities
    ) -> Schema<WorkflowFile> {
        .record("a workflow") { fields in
            let name = name(fields, source)
            if let name, name.text == Self.reserved {
                fields.collector.error(
                    .wrongName, at: fields.node("name") ?? fields.node, "a workflow cannot be named '\(Self.reserved)'",
                    hint: "alerts about Gantry itself have this name")
            }
            let description = fields.optional("description", .text)
            let triggers = TriggerReader(settings: settings, capabilities: capabilities).read(fields)
            let mode = mode(fields)
            let steps = StepsReader(
                capabilities: capabilities, event: eventMembers(of: triggers ?? [], in: capabilities)
            ).read(fields)
            let alerts = AlertPolicyReader(settings: settings).read(fields)
            addNotes(fields)
            guard let name, let triggers, let steps, let alerts else { return nil }
            let workflow = Workflow(
                name: name.text, description: description, triggers: triggers, mode: mode, steps: steps.steps,
                alerts: alerts.policy, position: fields.node.position
            )
            return WorkflowFile(
                workflow: workflow, name: name, recipients: alerts.mentions, projects: steps.projects,
                selectedProjects: steps.selectedProjects)
        }
    }

    /// What `trigger.event` may hold: what any of the events carries, and nothing where one of them does not say.
    private static func eventMembers(of triggers: [Trigger], in capabilities: Capabilities) -> [OutputDeclaration] {
        let names = triggers.compactMap { trigger -> String? in
            guard case .event(let event) = trigger.kind else { return nil }
            return event.name
        }
        let declared = Set(names).sorted().map { name in
            capabilities.triggers.first { $0.name == name }?.outputs ?? []
        }
        guard declared.allSatisfy({ !$0.isEmpty }) else { return [] }
        var members: [OutputDeclaration] = []
        for output in declared.joined() {
            guard let index = members.firstIndex(where: { $0.name == output.name }) else {
                members.append(output)
                continue
            }
            if members[index].type != output.type {
                members[index] = OutputDeclaration(output.name, .any, output.summary)
            }
        }
        return members
    }

    private static func name(_ fields: FieldReader, _ source: SourceText) -> Mention? {
        if let node = fields.node("name", shape: .identifier), !node.isNull {
            return Schema<String>.identifier.read(node, fields.collector).map { Mention($0, at: node) }
        }
        let file = source.name.split(separator: "/").last ?? ""
        let stem = String(file.split(separator: ".").dropLast().joined(separator: "."))
        guard Identifier.isValid(stem) else {
            fields.collector.error(
                .wrongName, at: fields.node, "'\(stem)' cannot be the name of a workflow",
                hint: "add 'name:' with letters, digits, '-', '_' and '.', or rename the file"
            )
            return nil
        }
        return Mention(stem, at: fields.node)
    }

    private static func mode(_ fields: FieldReader) -> Workflow.Mode {
        if let text = fields.node("mode")?.text, ["restart", "parallel"].contains(text) {
            fields.fail("mode", .notInThisVersion, "mode \(text) is not in this version; there are queue and single")
        } else if let mode = fields.optional("mode", .oneOf(Workflow.Mode.self)) {
            return mode
        }
        return .queue
    }

    private static func addNotes(_ fields: FieldReader) {
        fields.note("on", hint: "did you mean 'triggers'?")
        fields.note("jobs", hint: "did you mean 'steps'?")
        fields.note("tasks", hint: "did you mean 'steps'? tasks stand in project files")
        fields.note("schedule", hint: "write it under 'triggers': - schedule: …")
        fields.note("files", hint: "write it under 'triggers': - files: …")
        fields.note("to", hint: "write it under 'alerts': { to: … }")
        fields.note("timezone", hint: "write it beside the 'schedule' of a trigger")
    }
}
