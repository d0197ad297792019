import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryProject

@Suite("The schema takes what the reader takes", .timeLimit(.minutes(2)))
struct SchemaTests {
    private static var checkout: URL { SchemaValidator.tests.deletingLastPathComponent() }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: checkout.appending(path: path), encoding: .utf8)
    }

    private static func portfolio() throws -> [String: String] {
        let folder = "examples/portfolio/projects"
        let names = try FileManager.default.contentsOfDirectory(atPath: checkout.appending(path: folder).path)
        let files = names.filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
        return try Dictionary(uniqueKeysWithValues: files.map { ($0, try text($0)) })
    }

    private static let domain = [
        "the short example": DomainExample.short, "the long example": DomainExample.long,
        "the rest": DomainExample.rest,
    ]

    @Test("the projects of the example portfolio, of the documentation and of gantry init")
    func shippedProjects() throws {
        let first = try Self.text("Sources/GantryCommands/Templates/first.yaml")
            .replacing("{{lead}}", with: "asha").replacing(#/{{\w+}}/#, with: "2026-11-02")
        try expectAccepted(
            Self.portfolio().merging(Self.domain) { $1 }.merging(["the project of gantry init": first]) { $1 })
    }

    @Test("every example in the page about project files")
    func documentedExamples() throws {
        let page = try Self.text("docs/project-file.md")
        let blocks = page.matches(of: #/(?s)```yaml\n(.*?)```/#).map { String($0.1) }
        let (people, projects) = (blocks.filter { $0.hasPrefix("ben:") }, blocks.filter { !$0.hasPrefix("ben:") })
        #expect(people.count == 1 && projects.count >= 4)
        let whole = projects.map { $0.contains("project:") ? $0 : Read.head + $0 }
        try expectAccepted(Dictionary(whole.map { ($0, $0) }) { $1 })
        try expectAccepted(Dictionary(people.map { ($0, $0) }) { $1 }, by: .people)
    }

    @Test("every short form, and the long form that says the same")
    func forms() throws {
        let tasks = Forms.tasks.flatMap { [$0.short, $0.long] }.map { Forms.head + Forms.beforeTask + $0 + "\n" }
        let sections = Forms.sections.flatMap { [$0.short, $0.long] }.map { Forms.head + $0 + "\n" }
        try expectAccepted(Dictionary((tasks + sections).map { ($0, $0) }) { $1 })
    }

    @Test("what show --long prints of every example")
    func longForms() throws {
        var printed: [String: String] = [:]
        for (name, text) in Self.domain {
            printed[name] = ProjectText.long(try #require(Read(text, files: DomainExample.files).project))
        }
        let context = ProjectContext(root: Self.checkout.appending(path: "examples/portfolio").path)
        for (name, text) in try Self.portfolio() {
            let source = SourceText(name: name.replacing("examples/portfolio/", with: ""), text: text)
            let project = ProjectReader.read(source, context: context, DiagnosticCollector())
            printed[name] = ProjectText.long(try #require(project, "\(name)"))
        }
        try expectAccepted(printed)
    }

    @Test("people.yaml, with its heading and without, in long and in short")
    func people() throws {
        try expectAccepted(
            [
                "the example portfolio": try Self.text("examples/portfolio/people.yaml"),
                "of gantry init": try Self.text("Sources/GantryCommands/Templates/people.yaml")
                    .replacing(#/{{\w+}}/#, with: "asha"),
                "with a heading": "people:\n  ben: { name: Ben }\n  chi:\n",
                "in short": "ben: Ben Smith <ben@example.org>\nchi: chi@example.org\ndia:\n",
                "rates elsewhere":
                    "ben: { cost_rate: { file: private/ben.yaml }, leave: { file: private/leave.yaml } }\n",
            ], by: .people)
    }

    @Test("mistakes in people.yaml are refused")
    func wrongPeople() throws {
        let texts = [
            "ben: { mail: ben@example.org }\n", "ben: Ben\n", "people:\n  ben: { works: 32 }\n", "- ben\n",
            "ben smith: { name: Ben }\n", "ben: [ben@example.org]\n",
        ]
        let complaints = try SchemaValidator.people.complaints(about: Dictionary(texts.map { ($0, $0) }) { $1 })
        for text in texts { #expect(complaints[text]?.isEmpty == false, "\(text)") }
    }

    @Test("it is the same text each time, and each of its parts has a name of its own")
    func isStable() throws {
        let schema = SchemaValidator.project.schema
        #expect(
            schema
                == JSONSchema.document(
                    of: ProjectReader.shape, id: "https://gantry.invalid/project", title: "A project"))
        let names = try #require(schema["$defs"].map).keys
        #expect(names.filter { $0.contains(#/_[0-9]+$/#) } == [])
        #expect(schema["properties"]["deadline"]["$ref"] == "#/$defs/date_or_empty")
        #expect(schema["required"] == ["project", "lead", "start"])
        #expect(schema["additionalProperties"] == false)
    }
}
