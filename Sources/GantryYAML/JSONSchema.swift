import FoundationEssentials
package import GantryCore

/// A shape as a JSON Schema for editors and validators.
///
/// Source: https://json-schema.org/draft/2020-12
package struct JSONSchema {
    /// Where a part that occurs more than once keeps its name, until the parts are counted.
    private static let mark = "$key"

    private var counts: [Value: Int] = [:]
    private var definitions: [String: Value] = [:]
    private var names: [Value: String] = [:]

    /// - Parameters:
    ///   - id: the URI that tells the schema from others. Nothing is loaded from there.
    ///   - title: of the document, for people.
    package static func document(of shape: Shape, id: String, title: String) -> Value {
        var schema = JSONSchema()
        let whole = JSONSchema.plain(shape)
        schema.count(whole)
        guard case .map(var members) = schema.sharing(whole, isRoot: true) else { return .null }
        members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        members["$id"] = .text(id)
        members["title"] = .text(title)
        if !schema.definitions.isEmpty { members["$defs"] = .map(schema.definitions) }
        return .map(members)
    }

    // MARK: Parts that occur more than once

    private mutating func count(_ value: Value) {
        switch value {
        case .list(let elements): for element in elements { count(element) }
        case .map(let members):
            if members[Self.mark] != nil {
                counts[value, default: 0] += 1
                // What is in it is counted once, as it is written once.
                guard counts[value] == 1 else { return }
            }
            for member in members.values { count(member) }
        default: break
        }
    }

    private mutating func sharing(_ value: Value, isRoot: Bool = false) -> Value {
        switch value {
        case .list(let elements): return .list(elements.map { sharing($0) })
        case .map(var members):
            guard let key = members.removeValue(forKey: Self.mark)?.text, !isRoot, counts[value, default: 0] > 1 else {
                return .map(sharing(members))
            }
            if let name = names[value] { return Self.reference(to: name) }
            let name = freeName(key)
            names[value] = name
            // Taken before what is in it asks for a name.
            definitions[name] = .null
            definitions[name] = .map(sharing(members))
            return Self.reference(to: name)
        default: return value
        }
    }

    /// In the order of their keys, so that those of one name are always numbered alike.
    private mutating func sharing(_ members: [String: Value]) -> [String: Value] {
        var result: [String: Value] = [:]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) { result[key] = sharing(value) }
        return result
    }

    private func freeName(_ key: String) -> String {
        guard definitions[key] != nil else { return key }
        return (2...).lazy.map { "\(key)_\($0)" }.first { definitions[$0] == nil } ?? key
    }

    private static func reference(to name: String) -> Value { ["$ref": .text("#/$defs/\(name)")] }
}

// MARK: One shape

extension JSONSchema {
    /// The schema of a shape, nothing shared yet.
    private static func plain(_ shape: Shape) -> Value {
        var members = members(of: shape)
        if let title = shape.title, members["title"] == nil { members["title"] = .text(title) }
        if members["pattern"] != nil, let title = shape.title {
            // Not of the standard: editors show it in place of the pattern.
            members["patternErrorMessage"] = .text("this is not \(title)")
        }
        if let key = shape.key { members[mark] = .text(key) }
        return .map(members)
    }

    private static func members(of shape: Shape) -> [String: Value] {
        switch shape.kind {
        case .any: [:]
        case .null: ["type": "null"]
        case .something: ["not": ["type": "null"]]
        case .scalar(let scalar): members(of: scalar)
        case .constants(let values): ["enum": .list(values)]
        case .list(let element, let least):
            ["type": "array", "items": plain(element)].adding("minItems", least > 0 ? number(least) : nil)
        case .map(let keys, let values, let count):
            ["type": "object", "additionalProperties": plain(values)]
                .adding("propertyNames", keys.map { ["pattern": .text(Pattern.whole($0))] })
                .adding("minProperties", count.map { number($0.lowerBound) })
                .adding("maxProperties", count.map { number($0.upperBound) })
        case .record(let record): members(of: record)
        case .either(let shapes): merged(shapes.map(plain))
        case .depending(let condition, let then, let otherwise):
            ["if": schema(of: condition), "then": plain(then), "else": plain(otherwise)]
        }
    }

    private static func members(of scalar: Shape.Scalar) -> [String: Value] {
        var types: [Value] = ["string"]
        if let numbers = scalar.numbers { types.append(numbers.isWhole ? "integer" : "number") }
        if scalar.takesBooleans { types.append("boolean") }
        let refused: Value? =
            scalar.refused.isEmpty
            ? nil
            : [
                [
                    "not": ["type": "string", "anyOf": .list(scalar.refused.map { ["pattern": .text($0)] })],
                    "errorMessage": "the parts of this do not go together",
                ]
            ]
        return ["type": types.count == 1 ? types[0] : .list(types)]
            .adding("pattern", scalar.texts.map(Value.text))
            .adding("allOf", refused)
            .adding("minimum", scalar.numbers?.atLeast.map(number))
            .adding("maximum", scalar.numbers?.atMost.map(number))
            .adding("exclusiveMinimum", scalar.numbers?.moreThan.map(number))
    }

    private static func number(_ value: Int) -> Value { .number(Decimal(value)) }

    // MARK: Mappings

    private static func members(of record: Shape.Record) -> [String: Value] {
        var properties: [String: Value] = [:]
        for field in record.fields { properties[field.name] = property(field) }
        let required = record.fields.filter(\.isRequired).map { Value.text($0.name) }
        var members: [String: Value] = [
            "type": "object", "properties": .map(properties), "additionalProperties": false,
        ]
        members["required"] = required.isEmpty ? nil : .list(required)
        var rules = record.rules.map(schema)
        if let others = record.others {
            members["patternProperties"] = [Pattern.whole(others.keys): orNull(others.values)]
            // One of the keys has to be of the form.
            let known = record.fields.map { Value.text($0.name) }
            rules.append(["not": ["type": "object", "propertyNames": ["enum": .list(known)]]])
        }
        members["allOf"] = rules.isEmpty ? nil : .list(rules)
        return members
    }

    /// A key that may be left out may be empty too.
    private static func property(_ field: Shape.Field) -> Value {
        field.isRequired ? plain(field.shape) : orNull(field.shape)
    }

    private static func orNull(_ shape: Shape) -> Value {
        let key = shape.key.map { $0 + "_or_empty" }
        return plain(Shape(kindOrNull(shape), title: shape.title, key: key))
    }

    private static func kindOrNull(_ shape: Shape) -> Shape.Kind {
        switch shape.kind {
        case .any, .something: .any
        case .null: .null
        case .constants(let values): .constants(values + [.null])
        case .either(let shapes): .either(shapes + [.null])
        case .depending(let condition, let then, let otherwise):
            // Null is no mapping, so it is among all else.
            .depending(condition, then: then, otherwise: Shape(kindOrNull(otherwise)))
        default: .either([shape, .null])
        }
    }

    private static func schema(of condition: Shape.Condition) -> Value {
        switch condition {
        case .has(let key): ["type": "object", "required": [.text(key)]]
        case .hasOnly(let key, let shape):
            [
                "type": "object", "required": [.text(key)], "maxProperties": 1,
                "properties": .map([key: plain(shape)]),
            ]
        }
    }

    private static func schema(of rule: Shape.Rule) -> Value {
        switch rule {
        case .oneOf(let groups):
            let all = groups.flatMap { $0 }
            return [
                "anyOf": .list(
                    groups.map { group in
                        let others = all.filter { !group.contains($0) }
                        let properties =
                            group.map { ($0, Value(dictionaryLiteral: ("not", ["type": "null"]))) }
                            + others.map { ($0, ["type": "null"]) }
                        return [
                            "required": .list(group.map(Value.text)),
                            "properties": .map(Dictionary(properties) { first, _ in first }),
                        ]
                    })
            ]
        case .when(let key, let shape, let fields):
            let then = members(of: Shape.Record(fields: fields))
            return [
                "if": ["required": [.text(key)], "properties": .map([key: plain(shape)])],
                "then": .map(then.filter { ["properties", "required"].contains($0.key) }),
            ]
        }
    }

    // MARK: One of several

    /// Alternatives of different types become one schema, of which an editor can say what is wrong; others are listed.
    private static func merged(_ schemas: [Value]) -> [String: Value] {
        var result: [String: Value] = [:]
        for case .map(var members) in schemas {
            // The title is the whole's, the name as well.
            for key in ["title", mark, "patternErrorMessage"] { members[key] = nil }
            let types = Self.types(members)
            let known = Self.types(result)
            let isAlone = members.keys.contains { ["enum", "if", "anyOf"].contains($0) }
            // Each of these rules is about one type, and lets the others be.
            let rules =
                (result.removeValue(forKey: "allOf")?.list ?? []) + (members.removeValue(forKey: "allOf")?.list ?? [])
            guard !types.isEmpty, !isAlone, known.isDisjoint(with: types),
                result.keys.filter({ $0 != "type" }).allSatisfy({ members[$0] == nil })
            else { return ["anyOf": .list(schemas)] }
            let all = result["type"].map(list) ?? []
            members["type"] = all.isEmpty ? members["type"] : .list(all + (members["type"].map(list) ?? []))
            result.merge(members) { _, new in new }
            result["allOf"] = rules.isEmpty ? nil : .list(rules)
        }
        return result
    }

    private static func types(_ members: [String: Value]) -> Set<Value> {
        let types = Set(members["type"].map(list) ?? [])
        // Every integer is a number.
        return types.contains("integer") ? types.union(["number"]) : types
    }

    private static func list(_ value: Value) -> [Value] { value.list ?? [value] }
}

extension [String: Value] {
    fileprivate func adding(_ key: String, _ value: Value?) -> Self {
        var result = self
        if let value { result[key] = value }
        return result
    }
}
