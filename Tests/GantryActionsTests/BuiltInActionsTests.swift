import GantryActions
import GantryCore
import GantryYAML
import Testing

@Suite("The registry of actions")
struct BuiltInActionsTests {
    @Test("all actions are there, each once")
    func names() {
        #expect(
            BuiltInActions.declarations.map(\.name) == [
                "deadline.check", "budget.check", "review.remind", "command.run", "log",
            ])
    }

    @Test(
        "each example is a step in YAML that gives inputs of the right types, and defaults have theirs",
        arguments: BuiltInActions.declarations)
    func examples(declaration: ActionDeclaration) throws {
        let collector = DiagnosticCollector()
        let node = try #require(YAMLDocument.parse(SourceText(name: "example", text: declaration.example), collector))
        #expect(collector.diagnostics.isEmpty)
        let step = try #require(node.elements?.first)
        #expect(step["action"]?.text == declaration.name)
        for (key, value) in step["with"]?.entries ?? [] {
            let input = try #require(declaration.inputs.first { $0.name == key.text })
            #expect(input.type.complaint(about: value.value) == nil)
        }
        for input in declaration.inputs {
            if let value = input.defaultValue { #expect(input.type.complaint(about: value) == nil, "\(input.name)") }
            #expect(input.summary.hasSuffix("."))
        }
    }
}
