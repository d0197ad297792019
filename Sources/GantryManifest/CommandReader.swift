import GantryCore
import GantryWorkflow
import GantryYAML

/// Reads a program with its arguments.
struct CommandReader {
    let form: PluginManifest.Form?

    /// - Parameter inputs: those that the expressions of a monitoring check can name.
    /// - Returns: nil where there is none, and where it is wrong, then with a diagnostic.
    func read(_ fields: FieldReader, inputs: [InputDeclaration]) -> PluginManifest.Command? {
        guard let node = fields.node("command", shape: shape), !node.isNull else { return nil }
        guard let nodes = node.elements else {
            let words = node.text?.split(separator: " ").joined(separator: ", ")
            return fields.collector.refuse(
                node, wanted: "a list of the program and its arguments", hint: words.map { "write [\($0)]" })
        }
        guard !nodes.isEmpty else {
            fields.fail("command", .pluginCommand, "no program stands here", hint: "write command: [./program]")
            return nil
        }
        let words = nodes.map { word($0, inputs, fields.collector) }
        let good = words.compactMap(\.self)
        return good.count == words.count ? PluginManifest.Command(words: good) : nil
    }

    private var shape: Shape {
        .list(.either(.bareText(), .list(.bareText(), atLeast: 1)), atLeast: 1)
    }

    private func word(
        _ node: YAMLNode, _ inputs: [InputDeclaration], _ collector: DiagnosticCollector
    ) -> InputTemplate? {
        if form == .nagios {
            return TemplateReading.template(of: node, inputs: inputs.map(\.name), collector)
        }
        guard let text = node.text else {
            collector.error(.pluginCommand, at: node, "\(node.spoken) stands here, and a word is wanted")
            return nil
        }
        guard !TemplateReading.hasExpression(text) else {
            collector.error(
                .pluginCommand, at: node, "a command has no expressions in this protocol",
                hint: "the program gets its inputs in its request; only 'nagios' has them in the command")
            return nil
        }
        return .literal(.text(text), at: node.position)
    }
}
