import GantryCore
import GantryPluginKit

extension Value {
    init(_ json: JSONValue) {
        self =
            switch json {
            case .null: .null
            case .bool(let bool): .bool(bool)
            case .number(let number): .number(number)
            case .string(let text): .text(text)
            case .array(let elements): .list(elements.map(Value.init))
            case .object(let members): .map(members.mapValues(Value.init))
            }
    }
}

extension JSONValue {
    // A bare `Value` is what the literal's protocol calls its values.
    init(_ value: GantryCore.Value) {
        self =
            switch value {
            case .null: .null
            case .bool(let bool): .bool(bool)
            case .number(let number): .number(number)
            case .text(let text): .string(text)
            case .list(let elements): .array(elements.map(JSONValue.init))
            case .map(let members): .object(members.mapValues(JSONValue.init))
            }
    }
}

extension ProjectMessage {
    init(_ facts: ProjectFacts) {
        self.init(
            id: facts.id, name: facts.name, path: facts.path, status: facts.status, lead: facts.lead,
            start: facts.start.description, deadline: facts.deadline?.description)
    }
}
