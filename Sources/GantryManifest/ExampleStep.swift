import GantryCore
import GantryYAML

/// A step that can be pasted, made of what a manifest says of an action.
enum ExampleStep {
    /// - Parameter inputs: those that are required, or have an example, stand in it.
    static func text(of action: String, _ inputs: [InputDeclaration]) -> String {
        let id = action.split(separator: ".").last.map(String.init) ?? action
        let given = inputs.filter { $0.isRequired || $0.example != nil }.map { input in
            NewValue.Entry(input.name, written(input.example ?? input.defaultValue, input.type))
        }
        let head = "- id: \(id)\n  action: \(action)"
        return given.isEmpty ? head : "\(head)\n  with: \(NewValue.map(given).flow)"
    }

    /// An input without an example shows what is to be put there.
    private static func written(_ example: Value?, _ type: InputType) -> NewValue {
        example.map(written) ?? written(placeholder(type))
    }

    private static func written(_ value: Value) -> NewValue {
        switch value {
        case .null: .scalar(nil)
        case .bool, .number, .text: .scalar(value.description)
        case .list(let elements): .list(elements.map(written))
        case .map(let members):
            .map(members.sorted { $0.key < $1.key }.map { NewValue.Entry($0.key, written($0.value)) })
        }
    }

    private static func placeholder(_ type: InputType) -> Value {
        switch type {
        case .text, .any: "…"
        case .number: 1
        case .bool: true
        case .duration: "10m"
        case .workingDays: "3wd"
        case .percent: "80%"
        case .list(let element): .list([placeholder(element)])
        case .map(let member): .map(["name": placeholder(member)])
        case .oneOf(let words): .text(words.first ?? "…")
        }
    }
}
