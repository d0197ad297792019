import GantryCore
import GantryWorkflow
import GantryYAML

/// Reads a program with its arguments. Those of `nagios` may hold expressions over the inputs.
struct CommandReader {
    /// Nil where it is not known, so that expressions are let be.
    let form: PluginManifest.Form?
    /// Those that expressions can name; nil where they could not be read.
    let inputs: [InputDeclaration]?

    /// - Returns: nil where there is none, or where it is wrong; then a diagnostic says what.
    func read(_ fields: FieldReader) -> PluginManifest.Command? {
        guard let node = fields.node("command", shape: shape), !node.isNull else { return nil }
        let collector = fields.collector
        guard let elements = node.elements else {
            let words = node.text?.split(separator: " ").map { NewValue.scalar(String($0)) }
            return collector.refuse(
                node, wanted: "a list of the program and its arguments",
                hint: words.map { "write \(NewValue.list($0).flow)" })
        }
        guard let first = elements.first else {
            collector.error(.pluginCommand, at: node, "a command needs a program", hint: "write [./NAME.sh]")
            return nil
        }
        let words = elements.map { word($0, collector) }
        guard isProgram(first, collector) else { return nil }
        let good = words.compactMap(\.self)
        return good.count == words.count ? PluginManifest.Command(words: good) : nil
    }

    private var shape: Shape {
        let group = Shape.list(.text, atLeast: 1)
        return Shape(.list(.either(.text, group), atLeast: 1), title: "a program and its arguments", key: "command")
    }

    private func word(_ node: YAMLNode, _ collector: DiagnosticCollector) -> InputTemplate? {
        guard let group = node.elements else { return text(node, collector) }
        guard form == nil || form == .nagios else {
            collector.error(
                .pluginCommand, at: node, "a list stands here, and a word is wanted",
                hint: "groups of words are for 'protocol: nagios'")
            return nil
        }
        let words = group.map { text($0, collector) }
        let good = words.compactMap(\.self)
        return good.count == words.count ? .list(good, at: node.position) : nil
    }

    private func text(_ node: YAMLNode, _ collector: DiagnosticCollector) -> InputTemplate? {
        guard let text = node.text else {
            return collector.refuse(node, wanted: "a word", hint: node.isNull ? "write '' for an empty one" : nil)
        }
        guard !text.unicodeScalars.contains("\0") else {
            collector.error(.pluginCommand, at: node, "no program can be given a null character")
            return nil
        }
        guard InputTextReader.hasExpression(text) else { return .literal(.text(text), at: node.position) }
        switch form {
        case .nagios?:
            // What can be named is not known where the inputs are wrong; they have their own mistakes.
            guard let inputs else { return nil }
            return InputTextReader(knowing: Self.merged(inputs), collector).read(node)
        case .exec?, .serve?:
            collector.error(
                .pluginCommand, at: node, "an expression cannot stand here",
                hint: "the program is given its inputs in the request; only commands of 'nagios' hold expressions")
            return nil
        case nil: return nil
        }
    }

    /// An input of several actions has a type only where it has the same in all of them.
    private static func merged(_ inputs: [InputDeclaration]) -> [InputDeclaration] {
        var result: [InputDeclaration] = []
        for input in inputs {
            guard let index = result.firstIndex(where: { $0.name == input.name }) else {
                result.append(input)
                continue
            }
            if result[index].type != input.type { result[index] = InputDeclaration(input.name, .any, input.summary) }
        }
        return result
    }

    /// Whether the first word can name a program. Whether it is there is seen where the folder is at hand.
    private func isProgram(_ node: YAMLNode, _ collector: DiagnosticCollector) -> Bool {
        let refuse = { (message: String, hint: String?) -> Bool in
            collector.error(.pluginCommand, at: node, message, hint: hint)
            return false
        }
        guard node.elements == nil else { return refuse("the program stands alone", "begin with [PROGRAM, …]") }
        guard let text = node.text, !text.isEmpty else {
            return refuse("a command begins with a program", "write [./NAME.sh]")
        }
        if InputTextReader.hasExpression(text) { return true }
        if text.hasPrefix("~") { return refuse("'~' is nobody's home here", "write the whole path, or ./NAME.sh") }
        guard !Self.leadsOut(text) else {
            return refuse(
                "the program is outside of the plugin's folder",
                "put it into the folder, or a link to it; a program of the system is named from / on")
        }
        return true
    }

    /// Whether a relative path goes above the folder that it counts from.
    static func leadsOut(_ path: String) -> Bool {
        guard !path.hasPrefix("/") else { return false }
        var depth = 0
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
