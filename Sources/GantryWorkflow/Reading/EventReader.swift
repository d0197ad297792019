import GantryCore
import GantryYAML

/// Reads triggers that fire on what a plugin says: `- event: csv-ledger-watch.booked`.
extension TriggerReader {
    func event(_ fields: FieldReader, id: String?) -> Trigger? {
        let name = fields.required("event", Schema<String>.nonEmptyText.shaped(eventShape))
        for declaration in capabilities.triggers {
            fields.note(
                .when(
                    "event", is: .words([declaration.name]),
                    [InputShape.field(of: declaration.name, declaration.inputs, allowsExpressions: false)]))
        }
        fields.note("settle", hint: "'settle' goes with 'project' and 'files'")
        noteScheduleKeys(fields)
        fields.note("catch_up", hint: "'catch_up' goes with 'schedule'; what a plugin missed it says later by itself")
        let declaration = name.flatMap { name in capabilities.triggers.first { $0.name == name } }
        if let name, declaration == nil { reportUnknown(name, fields) }
        let inputs = InputsReader(owner: declaration?.name, inputs: declaration?.inputs ?? [], key: "event")
            .literals(fields)
        guard let declaration, let inputs else { return nil }
        let trigger = EventTrigger(name: declaration.name, inputs: inputs.all)
        return Trigger(id: id ?? Self.id(of: declaration, given: inputs.given), kind: .event(trigger))
    }

    /// The same for the same subscription, however it is written, and whatever defaults a later plugin adds.
    private static func id(of declaration: TriggerDeclaration, given: [String: Value]) -> String {
        let own = given.filter { name, value in
            declaration.inputs.first { $0.name == name }?.defaultValue != value
        }
        return "event \(declaration.name)" + (own.isEmpty ? "" : " \(Value.map(own).json)")
    }

    private var eventShape: Shape {
        let known = capabilities.triggers.map(\.name).sorted()
        let named = Shape.text("plugin_event", PluginName.pattern())
        return known.isEmpty ? named : .either(.words(known), named)
    }

    private func reportUnknown(_ name: String, _ fields: FieldReader) {
        let names = capabilities.triggers.map(\.name).sorted()
        let isTold = fields.collector.hasRoom(for: .error, in: fields.node.file.name)
        let near = isTold ? suggestion(for: name, among: names) : nil
        if let missing = capabilities.reason(forMissing: name, near: near) {
            return fields.fail(
                "event", .unknownEvent, "unknown event '\(name)': \(missing.message)", hint: missing.hint)
        }
        fields.fail(
            "event", .unknownEvent, "unknown event '\(name)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "no plugin here has events" : "there are \(names.joined(separator: ", "))"))
    }
}
