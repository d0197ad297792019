import GantryCore
import GantryYAML
import Testing

@Suite("Shapes as JSON Schema")
struct JSONSchemaTests {
    struct Nothing {}

    private func document(_ shape: Shape) -> Value { JSONSchema.document(of: shape, id: "urn:x", title: "X") }

    @Test("a record's shape is what its reader asks for")
    func record() {
        let schema = document(SchemaTests.task.shape)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["required"] == ["id"])
        #expect(schema["additionalProperties"] == false)
        #expect(
            schema["properties"].map?.keys.sorted() == ["budget", "due", "id", "percent", "status", "times", "who"])
        #expect(schema["properties"]["status"]["enum"] == ["active", "on_hold", "done", .null])
        #expect(schema["properties"]["id"]["title"] == "an id of letters, digits, '-', '_' and '.'")
    }

    @Test("what may be left out may be empty, and what has to be there may not")
    func emptyValues() {
        let schema = document(
            Schema<Nothing>.record("a") { fields in
                _ = fields.required("one", .date)
                _ = fields.optional("two", .bool)
                _ = fields.optional("three", .value)
                return Nothing()
            }.shape)
        #expect(schema["properties"]["one"]["type"] == "string")
        #expect(schema["properties"]["two"]["type"] == ["string", "boolean", "null"])
        #expect(schema["properties"]["three"]["type"] == .null)
    }

    @Test("a part that occurs twice is written once")
    func sharing() {
        let inner = Schema<Nothing>.record("an inner thing") { fields in
            _ = fields.required("date", .date)
            return Nothing()
        }
        let schema = document(
            Schema<Nothing>.record("an outer thing") { fields in
                _ = fields.required("first", inner)
                _ = fields.required("second", inner)
                _ = fields.required("third", .int)
                return Nothing()
            }.shape)
        #expect(schema["properties"]["first"] == ["$ref": "#/$defs/inner_thing"])
        #expect(schema["properties"]["second"] == ["$ref": "#/$defs/inner_thing"])
        #expect(schema["properties"]["third"]["type"] == ["string", "integer"])
        // The date occurs in one place only, in the definition.
        #expect(schema["$defs"].map?.keys.sorted() == ["inner_thing"])
        #expect(schema["$defs"]["inner_thing"]["properties"]["date"]["pattern"].text?.isEmpty == false)
    }

    @Test("alternatives of different types are one schema, so that an editor can say what is wrong")
    func alternatives() {
        let schema = document(.oneOrList(.date))
        #expect(schema["type"] == ["string", "array"])
        #expect(schema["anyOf"] == .null)
        #expect(document(.either(.date, .money))["anyOf"].list?.count == 2)
    }

    @Test("alternative groups of keys: an empty key counts as left out, in the reader and in the schema")
    func alternativeKeys() {
        let schema = Schema<String>.record("a sum") { fields in
            for key in ["amount", "hours", "rate"] { _ = fields.optional(key, .text) }
            return fields.alternative(of: [["amount"], ["hours", "rate"]])
        }
        func read(_ text: String) -> String? {
            let collector = DiagnosticCollector()
            return YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector).flatMap {
                schema.read($0, collector)
            }
        }
        #expect(read("{ amount: 1, hours: null }") == "amount")
        #expect(read("{ amount: ~, hours: 1, rate: 2 }") == "hours")
        #expect(read("{ amount: 1, hours: 2 }") == nil)
        #expect(read("{ hours: 2 }") == nil)
        #expect(read("{ amount: null }") == nil)
        let groups = document(schema.shape)["allOf"].list?.first?["anyOf"].list ?? []
        #expect(groups.map { $0["required"] } == [["amount"], ["hours", "rate"]])
        #expect(groups.first?["properties"]["hours"]["type"] == "null")
        #expect(groups.first?["properties"]["amount"]["not"]["type"] == "null")
    }

    @Test("a narrower shape changes what is described, and not what is read")
    func narrowed() {
        let schema = Schema<Money>.money.shaped(.moneyFromZero)
        let node = YAMLDocument.parse(SourceText(name: "f.yaml", text: "-5.00 EUR"), DiagnosticCollector())
        #expect(node.flatMap { schema.read($0, DiagnosticCollector()) } == Money("-5.00 EUR"))
        #expect(document(schema.shape)["pattern"].text?.contains("-?") == false)
        #expect(document(schema.shape)["patternErrorMessage"] == "this is not an amount such as 120000.00 EUR")
    }
}
