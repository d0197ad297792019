import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

/// A text with mistakes, and all that is said about it.
struct MistakeCase: Sendable, CustomTestStringConvertible {
    let title: String
    /// By their paths from the root; the project's own is among them.
    let files: [String: String]
    let source: String
    let expected: String

    var testDescription: String { title }

    static let path = "projects/crm2.yaml"

    /// Reads cases such as `### title`, the text, `>>> path` before each further file, `-->`, the diagnostics.
    static func cases(in text: String) -> [MistakeCase] {
        text.split(separator: "### ").map { part in
            let halves = part.split(separator: "\n-->", maxSplits: 1, omittingEmptySubsequences: false)
            let (title, source) = firstLine(halves[0])
            var files: [String: String] = [:]
            for (index, file) in source.split(separator: ">>> ", omittingEmptySubsequences: false).enumerated() {
                let (name, content) = index == 0 ? (path, String(file)) : firstLine(file)
                files[name] = content.hasSuffix("\n") ? content : content + "\n"
            }
            let expected = halves.count > 1 ? String(halves[1]).trimmed : ""
            return MistakeCase(title: title, files: files, source: source, expected: expected)
        }
    }

    private static func firstLine(_ text: Substring) -> (first: String, rest: String) {
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    /// A text without `project:` gets the lines that every project needs before it.
    var project: String {
        let text = files[Self.path] ?? ""
        let isWhole = text.contains("project:") || title.hasPrefix("whole file")
        let hasTeam = text.contains("team:")
        let head = hasTeam ? "project: crm2\nlead: asha\nstart: 2026-10-01\n" : Read.head
        return isWhole ? text : head + text
    }

    /// What is said now.
    var actual: String {
        let read = Read(
            project, files: files, people: files["people.yaml"],
            mailDomain: title.contains("no mail domain") ? nil : "example.org"
        )
        return read.diagnostics.map(\.description).joined(separator: "\n")
    }
}

@Suite("Mistakes in project files")
struct MistakeTests {
    /// `GANTRY_RECORD=1` writes what is said now into the files with the cases, to be looked through.
    private static let records = ProcessInfo.processInfo.environment["GANTRY_RECORD"] == "1"

    @Test("in the plan", arguments: MistakeCase.cases(in: PlanMistakes.text))
    func plan(_ mistake: MistakeCase) { #expect(mistake.actual == mistake.expected) }

    @Test("in the money", arguments: MistakeCase.cases(in: MoneyMistakes.text))
    func money(_ mistake: MistakeCase) { #expect(mistake.actual == mistake.expected) }

    @Test("in tables", arguments: MistakeCase.cases(in: TableMistakes.text))
    func tables(_ mistake: MistakeCase) { #expect(mistake.actual == mistake.expected) }

    @Test("in everything else", arguments: MistakeCase.cases(in: OtherMistakes.text))
    func others(_ mistake: MistakeCase) { #expect(mistake.actual == mistake.expected) }

    @Test("in earned value and baselines", arguments: MistakeCase.cases(in: ValueMistakes.text))
    func values(_ mistake: MistakeCase) { #expect(mistake.actual == mistake.expected) }

    @Test("are recorded on request", .enabled(if: records))
    func record() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        for name in ["PlanMistakes", "MoneyMistakes", "TableMistakes", "ValueMistakes", "OtherMistakes"] {
            let file = folder.appending(path: name + ".swift")
            let code = try String(contentsOf: file, encoding: .utf8)
            let start = try #require(code.firstRange(of: "#\"\"\"\n")).upperBound
            let end = try #require(code.firstRange(of: "\n        \"\"\"#")).lowerBound
            let text = code[start..<end].split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0.hasPrefix("        ") ? $0.dropFirst(8) : $0) }.joined(separator: "\n")
            let cases = MistakeCase.cases(in: text).map { "### \($0.title)\n\($0.source)\n-->\n\($0.actual)\n" }
            let lines = cases.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            let body = lines.map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n")
            try (code[..<start] + body + code[end...]).write(to: file, atomically: true, encoding: .utf8)
        }
    }
}
