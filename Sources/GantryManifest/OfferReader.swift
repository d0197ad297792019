import GantryCore
import GantryYAML

/// Reads what a plugin adds: actions, triggers, channels.
struct OfferReader {
    let identity: PluginIdentity
    let form: PluginManifest.Form?
    /// Whether the plugin has a command for all its actions.
    let hasCommand: Bool
    let builtIn: Set<String>

    // MARK: Actions

    func actions(_ fields: FieldReader, _ commands: CommandReader) -> [PluginManifest.PluginAction]? {
        fields.has("actions")
            ? fields.optional("actions", .list(of: action(commands))) : noted(fields, "actions", commands)
    }

    /// The key is asked for so that a schema has it.
    private func noted(
        _ fields: FieldReader, _ key: String, _ commands: CommandReader
    ) -> [PluginManifest.PluginAction]? {
        _ = fields.optional(key, .list(of: action(commands)))
        return []
    }

    private func action(_ commands: CommandReader) -> Schema<PluginManifest.PluginAction> {
        .record("an action") { fields in
            let name = offerName(fields)
            let summary = fields.required("description", .nonEmptyText)
            let inputs = (fields.optional("inputs", DeclarationReader.inputs) ?? []) + Self.inputs(of: form)
            let outputs = fields.optional("outputs", DeclarationReader.outputs) ?? []
            let rules = fields.optional("rules", .oneOrList(of: .identifier))
            let isRepeatable = fields.optional("repeatable", .bool) ?? true
            let command = commands.read(fields, inputs: inputs)
            if form != nil, command == nil, !hasCommand, !fields.has("command") {
                fields.fail(
                    "name", .pluginCommand, "neither this action nor the plugin has a 'command'",
                    hint: "add command: [./program]")
            }
            if let rules, rules.isEmpty {
                fields.fail(
                    "rules", .wrongForm, "no rule stands here", hint: "leave it out for one of the action's name")
            }
            fields.note("with", hint: "did you mean 'inputs'?")
            fields.note("output", hint: "did you mean 'outputs'?")
            fields.note("rule", hint: "did you mean 'rules'?")
            guard let name, let summary else { return nil }
            let declaration = ActionDeclaration(
                name: name, summary: summary, inputs: inputs, outputs: outputs + Self.outputs(of: form),
                rules: rules ?? [name], example: Self.example(name, inputs), isRepeatable: isRepeatable,
                plugin: identity)
            return PluginManifest.PluginAction(declaration: declaration, command: command)
        }
    }

    /// What every monitoring check takes, for its finding.
    private static func inputs(of form: PluginManifest.Form?) -> [InputDeclaration] {
        guard form == .nagios else { return [] }
        return [
            InputDeclaration("subject", .text, "What the finding is about, such as host/crm; else the action's name."),
            InputDeclaration("project", .text, "The project whose people are told; else those of all projects."),
            InputDeclaration("owner", .text, "The person answerable."),
        ]
    }

    private static func outputs(of form: PluginManifest.Form?) -> [OutputDeclaration] {
        guard form == .nagios else { return [] }
        return [
            OutputDeclaration("state", .text, "ok, warning, critical or unknown."),
            OutputDeclaration("message", .text, "The check's first line."),
            OutputDeclaration("long", .text, "Its other lines."),
            OutputDeclaration("measures", .list(.any), "Its performance data."),
        ]
    }

    /// A step with what is required, and with what has an example.
    private static func example(_ name: String, _ inputs: [InputDeclaration]) -> String {
        let given = inputs.compactMap { input -> String? in
            guard input.isRequired || input.example != nil else { return nil }
            return "\(input.name): \((input.example ?? input.defaultValue).map(flow) ?? "…")"
        }
        let id = name.split(separator: ".").last ?? "step"
        let with = given.isEmpty ? "" : "\n  with: { \(given.joined(separator: ", ")) }"
        return "- id: \(id)\n  action: \(name)\(with)"
    }

    /// A value as YAML writes it on one line.
    private static func flow(_ value: Value) -> String {
        switch value {
        case .list(let elements): "[\(elements.map(flow).joined(separator: ", "))]"
        case .map(let members):
            "{ \(members.sorted { $0.key < $1.key }.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", ")) }"
        case .text(let text) where text.contains(where: { !$0.isLetter && !$0.isNumber && !"-_./%".contains($0) }):
            value.json
        case .text(let text) where text.isEmpty || text.first == "-": value.json
        default: value.description
        }
    }

    // MARK: Triggers and channels

    func triggers(_ fields: FieldReader) -> [TriggerDeclaration]? {
        let schema = Schema<TriggerDeclaration>.record("a trigger") { fields in
            let name = offerName(fields)
            let summary = fields.required("description", .nonEmptyText)
            let inputs = fields.optional("inputs", DeclarationReader.inputs) ?? []
            let outputs = fields.optional("outputs", DeclarationReader.outputs) ?? []
            guard let name, let summary else { return nil }
            return TriggerDeclaration(
                name: name, summary: summary, inputs: inputs, outputs: outputs, plugin: identity)
        }
        let triggers = fields.optional("triggers", .list(of: schema))
        return fields.has("triggers") ? triggers : []
    }

    func channels(_ fields: FieldReader) -> [ChannelDeclaration]? {
        let schema = Schema<ChannelDeclaration>.record("a channel") { fields in
            let name = offerName(fields)
            let summary = fields.required("description", .nonEmptyText)
            let inputs = fields.optional("inputs", DeclarationReader.inputs) ?? []
            guard let name, let summary else { return nil }
            return ChannelDeclaration(name: name, summary: summary, inputs: inputs, plugin: identity)
        }
        let channels = fields.optional("channels", .list(of: schema))
        return fields.has("channels") ? channels : []
    }

    private func offerName(_ fields: FieldReader) -> String? {
        guard let name = fields.required("name", .identifier) else { return nil }
        guard identity.name.isEmpty || (name.hasPrefix(identity.name + ".") && name.count > identity.name.count + 1)
        else {
            fields.fail(
                "name", .offerName, "'\(name)' does not begin with the plugin's name",
                hint: "write \(identity.name).\(name.split(separator: ".").last ?? "check")")
            return nil
        }
        guard !builtIn.contains(name) else {
            fields.fail("name", .offerTwice, "there is a built-in action '\(name)'", hint: "rename the plugin")
            return nil
        }
        return name
    }

    // MARK: Together

    /// What only all offers together show.
    func check(
        _ fields: FieldReader, _ command: PluginManifest.Command?, _ actions: [PluginManifest.PluginAction],
        _ triggers: [TriggerDeclaration], _ channels: [ChannelDeclaration]
    ) {
        for (key, names) in [
            ("actions", actions.map(\.declaration.name)), ("triggers", triggers.map(\.name)),
            ("channels", channels.map(\.name)),
        ] {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted {
                fields.fail(key, .offerTwice, "'\(name)' stands twice under '\(key)'", hint: "rename or remove one")
            }
        }
        if actions.isEmpty, triggers.isEmpty, channels.isEmpty {
            fields.fail(
                "name", .wrongOffer, "the plugin adds no action, no trigger and no channel", hint: "add 'actions:'")
        }
        if !triggers.isEmpty, form != .serve {
            fields.fail(
                "triggers", .wrongOffer, "only a plugin that serves has triggers", hint: "write protocol: serve")
        }
        if !channels.isEmpty, form == .nagios {
            fields.fail("channels", .wrongOffer, "a monitoring check has no channels", hint: "write protocol: exec")
        }
        if command == nil, form == .serve || !channels.isEmpty, !fields.has("command") {
            fields.fail("name", .pluginCommand, "the plugin has no 'command'", hint: "add command: [./program]")
        }
        if form == .serve, let own = actions.first(where: { $0.command != nil }) {
            fields.fail(
                "actions", .pluginCommand, "'\(own.declaration.name)' has a command of its own",
                hint: "a plugin that serves has one command for all")
        }
    }
}
