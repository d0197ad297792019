import GantryCore
import GantryYAML

/// Reads what a plugin adds: actions, triggers and channels.
struct OfferReader {
    struct Offers {
        let actions: [PluginManifest.PluginAction]
        let triggers: [TriggerDeclaration]
        let channels: [ChannelDeclaration]
    }

    /// Whoever adds more than this of a kind has two plugins.
    private static let limit = 100

    let plugin: PluginIdentity
    /// Nil where it is not known, so that nothing that depends on it is checked.
    let form: PluginManifest.Form?
    /// Whether the plugin has a command for all of its actions.
    let hasCommand: Bool
    /// Names of actions that no plugin can have.
    let builtIn: Set<String>

    func read(_ fields: FieldReader) -> Offers? {
        let actions = list("actions", fields, Schema<PluginManifest.PluginAction>.record("an action", action))
        let triggers = list("triggers", fields, Schema<TriggerDeclaration>.record("a trigger", trigger))
        let channels = list("channels", fields, Schema<ChannelDeclaration>.record("a channel", channel))
        fields.note(.when("protocol", is: .words(["exec", "nagios"]), [.init("triggers", .null)]))
        fields.note(.when("protocol", is: .words(["nagios"]), [.init("channels", .null)]))
        let isEmpty = ["actions", "triggers", "channels"].allSatisfy { fields.node($0)?.elements?.isEmpty ?? true }
        let isMisspelt = !fields.misspelt.isEmpty
        guard let actions, let triggers, let channels else { return nil }
        if isEmpty, !isMisspelt {
            fields.collector.error(
                .wrongOffer, at: fields.node, "this plugin adds nothing",
                hint: "add actions: [{ name: \(plugin.name).check, description: … }]")
        }
        checkCommand(fields, actions, addsOthers: !triggers.isEmpty || !channels.isEmpty)
        checkForm(fields, triggers: !triggers.isEmpty, channels: !channels.isEmpty)
        return Offers(actions: actions, triggers: triggers, channels: channels)
    }

    /// - Returns: the empty list where there is none; nil where something in it is wrong.
    private func list<Element>(
        _ key: String, _ fields: FieldReader, _ schema: Schema<Element>
    ) -> [Element]? {
        guard let node = fields.node(key, shape: .list(schema.shape)), !node.isNull else { return [] }
        guard let nodes = node.elements else {
            let isOne = node["name"] != nil
            return fields.collector.refuse(
                node, wanted: "a list of \(key)", hint: isOne ? "begin it with '- '" : "write \(key): [{ name: … }]")
        }
        guard nodes.count <= Self.limit else {
            fields.fail(
                key, .wrongOffer, "a plugin has at most \(Self.limit) \(key), and here are \(nodes.count)")
            return nil
        }
        let elements = nodes.map { schema.read($0, fields.collector) }
        var lines: [String: Int] = [:]
        for node in nodes.compactMap({ $0["name"] }) {
            guard let name = node.text else { continue }
            if let line = lines[name] {
                fields.collector.error(
                    .offerTwice, at: node, "'\(name)' stands twice; the other is on line \(line)",
                    hint: "give one another name, or remove one")
            }
            lines[name] = lines[name] ?? node.position.line
        }
        let good = elements.compactMap(\.self)
        return good.count == elements.count ? good : nil
    }

    // MARK: What is added

    private func action(_ fields: FieldReader) -> PluginManifest.PluginAction? {
        let name = fields.required("name", name("an action", builtIn))
        let summary = fields.required("description", .sentence)
        let given = fields.optional("inputs", .inputs)
        let outputs = fields.optional("outputs", .outputs)
        let rules = fields.optional("rules", .oneOrList(of: .identifier))
        let isRepeatable = fields.optional("repeatable", .bool)
        let areInputsGood = given != nil || (fields.node("inputs")?.isNull ?? true)
        let inputs = withCommon(given ?? [], fields)
        let command = CommandReader(form: form, inputs: areInputsGood ? inputs : nil)
            .read(fields)
        if let rules, rules.isEmpty || Set(rules).count < rules.count {
            fields.fail(
                "rules", .wrongOffer, rules.isEmpty ? "no rule stands here" : "a rule stands here twice",
                hint: rules.isEmpty ? "leave it out for one of the action's name" : "remove one")
        }
        warnOfExamples(given ?? [], fields)
        addNotes(fields)
        guard let name, let summary else { return nil }
        let isCheck = form == .nagios
        if isCheck, outputs?.isEmpty == false {
            fields.fail(
                "outputs", .wrongOffer, "a monitoring check has outputs of its own",
                hint: "leave them out: they are \(NagiosDeclarations.outputs.map(\.name).joined(separator: ", "))")
        }
        let declaration = ActionDeclaration(
            name: name, summary: summary, inputs: inputs,
            outputs: isCheck ? NagiosDeclarations.outputs : outputs ?? [], rules: rules ?? [name],
            example: ExampleStep.text(of: name, inputs), isRepeatable: isRepeatable ?? true,
            namesProject: isCheck, plugin: plugin)
        return PluginManifest.PluginAction(declaration: declaration, command: command)
    }

    private func trigger(_ fields: FieldReader) -> TriggerDeclaration? {
        let name = fields.required("name", name("a trigger", []))
        let summary = fields.required("description", .sentence)
        let inputs = fields.optional("inputs", .inputs)
        let outputs = fields.optional("outputs", .outputs)
        fields.note("payload", hint: "did you mean 'outputs'?")
        fields.note("schedule", hint: "schedules stand in workflows; a plugin's trigger is an event that it reports")
        warnOfExamples(inputs ?? [], fields)
        addNotes(fields)
        guard let name, let summary else { return nil }
        return TriggerDeclaration(
            name: name, summary: summary, inputs: inputs ?? [], outputs: outputs ?? [],
            plugin: plugin)
    }

    private func channel(_ fields: FieldReader) -> ChannelDeclaration? {
        let name = fields.required("name", name("a channel", []))
        let summary = fields.required("description", .sentence)
        let inputs = fields.optional("inputs", .inputs)
        fields.note("outputs", hint: "a channel gives nothing to later steps")
        warnOfExamples(inputs ?? [], fields)
        addNotes(fields)
        guard let name, let summary else { return nil }
        return ChannelDeclaration(
            name: name, summary: summary, inputs: inputs ?? [], plugin: plugin)
    }

    /// Begins with the plugin's name and a point.
    private func name(_ what: String, _ taken: Set<String>) -> Schema<String> {
        let prefix = plugin.name + "."
        let text = Schema<String>.identifier
        let shape = Shape.text("added_name", "^[A-Za-z0-9][A-Za-z0-9_-]*\\.[A-Za-z0-9._-]+$")
        return Schema(name: "a name such as \(prefix)check", shape: shape) { node, collector in
            guard let name = text.read(node, collector) else { return nil }
            if taken.contains(name) {
                collector.error(
                    .offerTwice, at: node, "'\(name)' is built into Gantry", hint: "give it another name")
                return nil
            }
            guard name.hasPrefix(prefix), name.count > prefix.count else {
                let own = name.split(separator: ".").last.map(String.init) ?? "check"
                collector.error(
                    .offerName, at: node, "the name of \(what) begins with its plugin's, '\(prefix)'",
                    hint: "write '\(prefix)\(own == plugin.name ? "check" : own)'")
                return nil
            }
            return name
        }
    }

    /// The inputs of an action, with those that every monitoring check has; its own ones of these names win.
    private func withCommon(_ inputs: [InputDeclaration], _ fields: FieldReader) -> [InputDeclaration] {
        guard form == .nagios else { return inputs }
        let common = NagiosDeclarations.inputs
        for input in inputs where common.contains(where: { $0.name == input.name }) {
            guard input.type != .text else { continue }
            fields.fail(
                "inputs", .declaredType, "'\(input.name)' is text in every monitoring check",
                hint: "write its type as text, or give the input another name")
        }
        let names = inputs.map(\.name)
        return inputs
            + common.filter { !names.contains($0.name) }
    }

    private func warnOfExamples(_ inputs: [InputDeclaration], _ fields: FieldReader) {
        let bare = inputs.filter { $0.isRequired && $0.example == nil }.map(\.name)
        guard let first = bare.first, let node = fields.node("inputs"), let entries = node.entries else { return }
        let key = entries.first { $0.key.text == first }?.key ?? node
        // Where the example is there and wrong, that was said.
        guard bare.allSatisfy({ node[$0]?["example"] == nil }) else { return }
        fields.collector.warning(
            .declaredValue, at: key, "'\(first)' is required, and has no example",
            hint: "add 'example: …': the examples are shown to people, and 'gantry plugins verify' tries them")
    }

    private func addNotes(_ fields: FieldReader) {
        fields.note("id", hint: "did you mean 'name'?")
        for key in ["with", "parameters", "params", "arguments"] { fields.note(key, hint: "did you mean 'inputs'?") }
        for key in ["returns", "output"] { fields.note(key, hint: "did you mean 'outputs'?") }
        for key in ["cmd", "run", "exec"] { fields.note(key, hint: "did you mean 'command'?") }
        fields.note("args", hint: "arguments are words of the command: [./NAME.sh, --fast]")
        for key in ["timeout", "limits"] { fields.note(key, hint: "limits are those of the whole plugin, at the top") }
        for key in ["secrets", "network", "needs"] { fields.note(key, hint: "needs are those of the whole plugin") }
        for key in ["summary", "help"] { fields.note(key, hint: "did you mean 'description'?") }
        fields.note("severity", hint: "every finding brings its own")
        fields.note("idempotent", hint: "did you mean 'repeatable'?")
    }

    // MARK: What holds for all of it

    private func checkCommand(_ fields: FieldReader, _ actions: [PluginManifest.PluginAction], addsOthers: Bool) {
        guard let form else { return }
        let nodes = fields.node("actions")?.elements ?? []
        if form == .serve {
            for command in nodes.compactMap({ $0["command"] }) where !command.isNull {
                fields.collector.error(
                    .pluginCommand, at: command, "a plugin of 'serve' is one process",
                    hint: "write its command at the top, beside 'protocol'")
            }
        }
        let lack = nodes.first { $0["command"]?.isNull ?? true }
        guard !hasCommand, lack != nil || addsOthers, !fields.misspelt.contains("command") else { return }
        // A key that was meant for it is reported as an unknown one.
        let meant = ["cmd", "run", "exec", "entrypoint", "main", "program", "script"]
        guard !fields.keys.contains(where: meant.contains) else { return }
        fields.collector.error(
            .missingKey, at: fields.node, "a plugin needs 'command'",
            hint: nodes.count > 1 && !addsOthers && form != .serve
                ? "add 'command: [./NAME.sh]' at the top, or to each action" : "add 'command: [./NAME.sh]'")
    }

    private func checkForm(_ fields: FieldReader, triggers: Bool, channels: Bool) {
        if triggers, let form, form != .serve {
            fields.fail(
                "triggers", .wrongOffer, "triggers need a plugin that stays, and this one is '\(form.rawValue)'",
                hint: "write protocol: serve")
        }
        if channels, form == .nagios {
            fields.fail(
                "channels", .wrongOffer, "a monitoring check cannot deliver messages", hint: "write protocol: exec")
        }
    }
}
