import GantryCore
import GantryYAML
import Glibc
import Testing

@testable import GantryDefinitions

@Suite struct CrowdedFileTests {
    /// A file with as many mistakes as lines.
    struct Crowd: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let file: String
        let count: Int
        let text: String

        init(_ what: String, in file: String, count: Int = 1_500, _ head: String, _ line: (Int) -> String) {
            (testDescription, self.file, self.count) = (what, file, count)
            text = head + (1...count).map(line).joined(separator: "\n") + "\n"
        }
    }

    private static let project = "project: crm2\nlead: asha\nstart: 2026-10-01\nteam: [asha, ben]\n"

    static let crowds = [
        Crowd("unknown owners", in: "projects/crm2.yaml", "\(project)tasks:\n") { "  - t\($0): 1wd nobody\($0)" },
        Crowd("unknown tasks", in: "projects/crm2.yaml", "\(project)tasks:\n") {
            "  - t\($0): 1wd ben after gone\($0)"
        },
        Crowd("unknown requirements", in: "projects/crm2.yaml", "\(project)tasks:\n") {
            "  - { id: t\($0), duration: 1wd, who: ben, meets: [gone\($0)] }"
        },
        Crowd("unknown keys", in: "projects/crm2.yaml", project) { "key\($0): 1" },
        Crowd("wrong dates", in: "projects/crm2.yaml", "\(project)tasks:\n") {
            "  - { id: t\($0), due: 2026-13-0\($0) }"
        },
        Crowd("second ids", in: "projects/crm2.yaml", "\(project)tasks:\n") { _ in "  - build: 1wd ben" },
        Crowd(
            "unknown budget lines", in: "projects/crm2.yaml",
            "\(project)budget: { lines: { work: 10.00 EUR } }\ncommitments:\n"
        ) {
            "  - { id: c\($0), line: gone\($0), amount: 1.00 EUR }"
        },
        Crowd("people", in: "people.yaml", "") { "p\($0): { mail: none }" },
        Crowd("settings", in: "gantry.yaml", "channels:\n") { "  c\($0): { type: pidgeon\($0) }" },
        Crowd("unknown actions", in: "workflows/w.yaml", count: 500, "triggers: [manual]\nsteps:\n") {
            "  - { id: s\($0), action: noop\($0) }"
        },
        Crowd("unknown steps", in: "workflows/w.yaml", count: 500, "triggers: [manual]\nsteps:\n") {
            "  - { id: s\($0), action: noop, if: '${{ steps.gone\($0).ok }}' }"
        },
        Crowd("unknown recipients", in: "workflows/w.yaml", "\(TemporaryRoot.workflow)alerts:\n  to:\n") {
            "    - person:nobody\($0)"
        },
        Crowd(
            "unknown inputs", in: "plugins/p/plugin.yaml", "name: p\nversion: 1.0.0\ndescription: It.\nprotocol: exec\n"
        ) {
            "key\($0): 1"
        },
    ]

    @Test("tells a hundred mistakes of a file and counts the others", arguments: crowds)
    func capped(_ crowd: Crowd) throws {
        let root = try TemporaryRoot.small()
        try root.write(crowd.file, crowd.text)
        let diagnostics = root.load().diagnostics(in: [crowd.file])
        for severity in [Diagnostic.Severity.error, .warning] {
            let told = diagnostics.filter { $0.severity == severity && $0.code != .moreDiagnostics }
            #expect(told.count <= DiagnosticCollector.most)
        }
        let more = try #require(diagnostics.first { $0.code == .moreDiagnostics })
        let untold = try #require(Int(more.message.prefix { $0 != " " }.filter(\.isNumber)))
        #expect((crowd.count - 101...2 * crowd.count).contains(untold), "\(more)")
        #expect(more.position?.file == crowd.file)
    }

    @Test("a mistake beyond the hundredth keeps its file from being used all the same")
    func countedErrors() throws {
        let root = try TemporaryRoot.small()
        let warnings = (1...200).map { "  - t\($0): 1wd nobody\($0)" }.joined(separator: "\n")
        try root.write(
            "projects/b.yaml", "project: b\nlead: asha\nstart: 2026-10-01\ntasks:\n\(warnings)\n  - x: 1wd after gone\n"
        )
        #expect(root.load().projectIDs == ["crm2"])
    }

    @Test("of very many wrong files a thousand mistakes are told, the settings' first, and each file tells its own")
    func manyFiles() throws {
        let root = try TemporaryRoot.small()
        let wrong = (1...60).map { "key\($0): 1\n" }.joined()
        for number in 1...30 { try root.write("projects/p\(number).yaml", TemporaryRoot.project("p\(number)", wrong)) }
        try root.write("gantry.yaml", "timezon: UTC\n")
        let definitions = root.load()
        #expect(definitions.diagnostics.count == 1_001)
        #expect(definitions.diagnostics.contains { $0.position?.file == "gantry.yaml" })
        #expect(definitions.diagnostics.contains { $0.code == .moreFiles })
        for number in 1...30 { #expect(definitions.diagnostics(in: ["projects/p\(number).yaml"]).count == 60) }
    }
}

@Suite struct AlikeTests {
    @Test("what is wrong with many folders or files alike is said once, with their number")
    func once() throws {
        let root = try TemporaryRoot.small()
        for number in 1...40 {
            try root.write("workflows/folder\(number)/w.txt", "")
            try root.write("plugins/none\(number)/readme", "")
            try root.write("projects/notes\(number).yaml", "note: here\n")
            try root.write("projects/open/p\(number)/x.yaml", "note: here\n")
            root.mode("projects/open/p\(number)", 0o777)
        }
        let said = root.said(root.load())
        #expect(said.count == 4, "\(said.joined(separator: "\n"))")
        #expect(said.filter { $0.contains("39 more in ") }.count == 4)
    }

    @Test("no file is told of that is not there", arguments: ["gantry.yaml", "people.yaml"])
    func phantom(_ name: String) throws {
        let root = try TemporaryRoot.small()
        try root.write("gantry.yaml", "timezone: UTC\n")
        for mode in [0o644, 0o666, 0o000] as [mode_t] {
            root.mode(name, mode)
            #expect(!root.said(root.load()).contains { $0.contains(".yml") })
        }
        root.mode("", 0o777)
        #expect(!root.said(root.load()).contains { $0.contains(".yml") })
    }

    @Test("a line that a hint gives mends it, also where names have spaces")
    func typed() throws {
        let root = try TemporaryRoot()
        try root.write("with space/one project.yaml", TemporaryRoot.project("one"))
        try root.write("with space/plugins/my plugin.yaml", "name: p\n")
        try root.write("with space/projects/open one.yaml", TemporaryRoot.project("two"))
        root.mode("with space/projects/open one.yaml", 0o666)
        root.link("with space/projects/dead link.yaml", to: "nowhere")
        func load() -> Definitions {
            Definitions.load(root: root.path + "/with space", actions: TemporaryRoot.actions, previous: nil)
        }
        // Each hint that begins with a command, up to the words behind it.
        let commands = ["mv ", "rm ", "mkdir ", "chmod "]
        for hint in load().diagnostics.compactMap(\.hint) where commands.contains(where: hint.hasPrefix) {
            let line = hint.split(separator: ", or ").first.map(String.init) ?? hint
            #expect(system(line) == 0, "\(line)")
        }
        let mended = load()
        #expect(mended.projectIDs == ["one", "two"])
        #expect(
            !mended.diagnostics.contains {
                $0.code == .deadLink || $0.code == .worldWritable || $0.code == .misplacedFile
            })
    }
}
