import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryWorkflow

@Suite("docs/expressions.md")
struct DocumentTests {
    /// The rows `| expression | value |` of the document's table of examples.
    private static func examples() throws -> [(expression: String, value: String)] {
        let file = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/docs/expressions.md"
        let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let table = lines.drop { $0 != "| expression | value |" }.dropFirst(2).prefix { $0.hasPrefix("|") }
        return table.map { line in
            let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|").map { cell in
                String(cell).replacing("\u{0}", with: "|").split(separator: "`").dropFirst().first.map(String.init)
                    ?? ""
            }
            return (cells.first ?? "", cells.last ?? "")
        }
    }

    @Test("says of each example what it really gives")
    func examples() throws {
        let examples = try Self.examples()
        #expect(examples.count >= 15)
        for example in examples {
            var problems: [ExpressionProblem] = []
            let text = PlacedText(SourceText(name: "expressions.md", text: example.expression))
            let expression = ExpressionParser.parse(text, knowing: ExpressionNames(), problems: &problems)
            #expect(problems.isEmpty, "\(example.expression)")
            let value = try Evaluator().evaluate(#require(expression), in: [:])
            #expect(value.json == example.value, "\(example.expression)")
        }
    }
}
