import GantryCore
import GantryWorkflow
import GantryYAML

extension Schema where T == [InputDeclaration] {
    /// Inputs by their names, in the order of the file.
    static var inputs: Schema {
        .members(of: "an input", "inputs") { name, fields in
            let type = fields.required("type", .inputType)
            let isRequired = fields.optional("required", .bool) ?? false
            let summary = fields.optional("description", .sentence) ?? ""
            let defaultValue = value("default", type, fields)
            let example = value("example", type, fields)
            for key in ["summary", "help", "doc"] { fields.note(key, hint: "did you mean 'description'?") }
            fields.note("optional", hint: "an input is optional where it is not 'required: true'")
            for key in ["enum", "values", "options", "choices"] {
                fields.note(key, hint: "write the words as the type: { type: [a, b] }")
            }
            if isRequired, let node = fields.node("default"), !node.isNull {
                fields.warn(
                    "default", .declaredValue, "this default is never taken, since the input is required",
                    hint: "leave out one of the two")
            }
            guard let type else { return nil }
            return InputDeclaration(
                name, type, required: isRequired, default: isRequired ? nil : defaultValue,
                example: example ?? (isRequired ? defaultValue : nil), summary)
        }
    }

    /// A value that has to be of the input's type.
    private static func value(_ key: String, _ type: InputType?, _ fields: FieldReader) -> Value? {
        guard let node = fields.node(key, shape: .any), !node.isNull, let type else { return nil }
        return LiteralReader.read(node, as: type, fields.collector)
    }
}

extension Schema where T == [OutputDeclaration] {
    /// Outputs by their names, in the order of the file.
    static var outputs: Schema {
        .members(of: "an output", "outputs") { name, fields in
            let type = fields.required("type", .inputType)
            let summary = fields.optional("description", .sentence) ?? ""
            for key in ["required", "default", "example"] { fields.note(key, hint: "only inputs have it") }
            guard let type else { return nil }
            return OutputDeclaration(name, type, summary)
        }
    }
}

extension Schema {
    /// A mapping from names to records that each become one element.
    fileprivate static func members<E>(
        of one: String, _ several: String, _ read: @escaping (String, FieldReader) -> E?
    ) -> Schema<[E]> where T == [E] {
        let wanted = "a mapping from names to \(several)"
        let shape = { Shape.map(keys: memberPattern, Schema<E>.record(one) { read("", $0) }.shape) }
        return Schema<[E]>(name: wanted, like: shape) { node, collector in
            guard let entries = node.entries else {
                return collector.refuse(
                    node, wanted: wanted, hint: "write \(several): { host: { type: text, description: … } }")
            }
            let elements = entries.map { entry -> E? in
                let name = entry.key.text ?? ""
                guard entry.value.entries != nil else {
                    let type = entry.value.text.flatMap { InputType($0) }
                    return collector.refuse(
                        entry.value, wanted: one, hint: "write { type: \(type ?? .text), description: … }")
                }
                let element = Schema<E>.record(one) { read(name, $0) }.read(entry.value, collector)
                guard isMemberName(name) else {
                    collector.error(
                        .wrongForm, at: entry.key,
                        "'\(name)' is not a name of letters, digits, '_' and '-' that begins with a letter")
                    return nil
                }
                return element
            }
            let good = elements.compactMap(\.self)
            return good.count == elements.count ? good : nil
        }
    }

    private static var memberPattern: String { "[A-Za-z][A-Za-z0-9_-]{0,63}" }

    private static func isMemberName(_ name: String) -> Bool {
        Identifier.isValid(name) && !name.contains(".") && name.first.map { $0.isLetter } == true
    }
}

extension Schema where T == InputType {
    /// What `InputType` prints, or a list of words for one of them.
    static var inputType: Schema {
        let wanted = "a type such as text, or a list of words"
        let names = "text|number|bool|any|any value|duration|percent|working days|working_days"
        let nested = Pattern.whole("(?:(?:list of|map to) +){0,4}(?:\(names)|.*\\|.*)")
        let shape = Shape(
            .either([.text(nil, nested), .list(.nonEmptyText, atLeast: 1)]), title: wanted, key: "type")
        return Schema(name: wanted, shape: shape) { node, collector in
            if let elements = node.elements { return words(elements, node, collector) }
            guard let text = node.text else { return collector.refuse(node, wanted: wanted) }
            if let type = InputType(text) { return type }
            collector.error(.declaredType, at: node, "\(node.spoken) is not a type", hint: hint(for: text))
            return nil
        }
    }

    private static func words(
        _ elements: [YAMLNode], _ node: YAMLNode, _ collector: DiagnosticCollector
    ) -> InputType? {
        let word = Schema<String>.nonEmptyText
        let words = elements.compactMap { word.read($0, collector) }
        guard words.count == elements.count else { return nil }
        guard !words.isEmpty, Set(words).count == words.count else {
            collector.error(
                .declaredType, at: node, words.isEmpty ? "no word stands here" : "a word stands here twice",
                hint: "a list of words is one of them: { type: [open, all] }")
            return nil
        }
        return .oneOf(words)
    }

    private static func hint(for text: String) -> String {
        let others = [
            "string": "text", "str": "text", "path": "text", "date": "text", "url": "text", "integer": "number",
            "int": "number", "float": "number", "double": "number", "decimal": "number", "boolean": "bool",
            "flag": "bool", "array": "list of text", "list": "list of text", "strings": "list of text",
            "object": "map to text", "map": "map to text", "dict": "map to text", "json": "any", "time": "duration",
            "timespan": "duration", "workdays": "working days", "percentage": "percent",
        ]
        let near =
            others[text.lowercased()] ?? suggestion(for: text, among: InputType.names.filter { !$0.contains("…") })
        return near.map { "did you mean '\($0)'?" } ?? "there are \(InputType.names.joined(separator: ", "))"
    }
}
