import GantryCore
import GantryYAML

/// Reads the declarations of inputs and outputs, the same for actions, triggers and channels.
enum DeclarationReader {
    /// Inputs, in the order of the file.
    static var inputs: Schema<[InputDeclaration]> {
        Schema<InputDeclaration>.named("a mapping from names to inputs") { name in
            .record("an input") { fields in input(name, fields) }
        }
    }

    /// Outputs, in the order of the file.
    static var outputs: Schema<[OutputDeclaration]> {
        Schema<OutputDeclaration>.named("a mapping from names to outputs") { name in
            .record("an output") { fields in
                let type = fields.required("type", .inputType)
                let summary = fields.optional("description", .nonEmptyText)
                return type.map { OutputDeclaration(name, $0, summary ?? "") }
            }
        }
    }

    private static func input(_ name: String, _ fields: FieldReader) -> InputDeclaration? {
        let type = fields.required("type", .inputType)
        let isRequired = fields.optional("required", .bool) ?? false
        let summary = fields.optional("description", .nonEmptyText)
        let standard = value("default", fields, type)
        let example = value("example", fields, type)
        if isRequired, standard != nil {
            fields.fail("default", .declaredValue, "a required input has no default", hint: "take out one of the two")
        }
        fields.note("optional", hint: "an input may be left out unless 'required: true'")
        fields.note("help", hint: "did you mean 'description'?")
        guard let type else { return nil }
        return InputDeclaration(
            name, type, required: isRequired, default: standard, example: example, summary ?? "")
    }

    /// A value of the input's type. Scalars are taken as the type has them: `017` stays a text where one is wanted.
    private static func value(_ key: String, _ fields: FieldReader, _ type: InputType?) -> Value? {
        guard let node = fields.node(key, shape: .any), !node.isNull else { return nil }
        let value: Value
        switch type {
        case .text, .duration, .workingDays, .percent, .oneOf: value = node.text.map(Value.text) ?? node.value
        case .number, .bool, .any, .list, .map, nil: value = node.value
        }
        guard let complaint = type?.complaint(about: value) else { return value }
        fields.fail(key, .declaredValue, complaint)
        return nil
    }
}

extension Schema where T == InputType {
    /// The text of a type, or a list of words of which a value is one.
    static var inputType: Schema<InputType> {
        let name = "a type such as text, number or list of text"
        let words = "^(?:(?:list of|map to) )*(?:text|number|bool|any|duration|working[ _]days|percent)$"
        let shape = { Shape.either(.text("input_type", words), .list(.bareText(), atLeast: 1)) }
        return Schema(name: name, like: shape) { node, collector in
            if let elements = node.elements {
                let words = elements.compactMap(\.text)
                guard words.count == elements.count, !words.isEmpty, Set(words).count == words.count else {
                    collector.error(.declaredType, at: node, "a list of different words is wanted here")
                    return nil
                }
                return .oneOf(words)
            }
            guard let text = node.text else { return collector.refuse(node, wanted: name) }
            if let type = InputType(text) { return type }
            let others = [
                "string": "text", "str": "text", "int": "number", "integer": "number", "boolean": "bool",
                "float": "number", "list": "list of text", "array": "list of text", "map": "map to text",
                "object": "map to any", "days": "working days",
            ]
            let near = others[text.lowercased()] ?? suggestion(for: text, among: InputType.names)
            collector.error(
                .declaredType, at: node, "'\(text)' is not a type",
                hint: near.map { "did you mean '\($0)'?" } ?? "the types are \(InputType.names.joined(separator: ", "))"
            )
            return nil
        }
    }
}

extension Schema {
    /// A mapping of which the author chooses the names, each name's value read with the name in mind.
    static func named(_ what: String, _ element: @escaping (String) -> Schema<T>) -> Schema<[T]> {
        Schema<[T]>(name: what, like: { .map(keys: Pattern.whole(Pattern.memberName), element("name").shape) }) {
            node, collector in
            guard let entries = node.entries else { return collector.refuse(node, wanted: what) }
            let read = entries.map { entry -> T? in
                let name = entry.key.scalarText ?? ""
                guard MemberName.isValid(name) else {
                    collector.error(
                        .wrongForm, at: entry.key, "'\(name)' cannot be a name here",
                        hint: "letters, digits and '_', a letter first")
                    return nil
                }
                return element(name).read(entry.value, collector)
            }
            let good = read.compactMap(\.self)
            return good.count == read.count ? good : nil
        }
    }
}

/// The form of the names of inputs and outputs, so that expressions can say `steps.ID.NAME`.
enum MemberName {
    static func isValid(_ text: String) -> Bool {
        guard let first = text.first, first.isLetter || first == "_", text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

extension Pattern {
    static let memberName = "[A-Za-z_][A-Za-z0-9_]{0,63}"
}
