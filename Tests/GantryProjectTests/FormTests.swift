import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

@Suite("Short and long forms")
struct FormTests {
    @Test("a task on one line", arguments: Forms.tasks)
    func task(_ forms: Forms) throws {
        try expectSame(Forms.beforeTask + forms.short + "\n", Forms.beforeTask + forms.long + "\n")
    }

    @Test("everything else", arguments: Forms.sections)
    func section(_ forms: Forms) throws { try expectSame(forms.short + "\n", forms.long + "\n") }

    private func expectSame(_ short: String, _ long: String) throws {
        let projects = try [short, long].map { text in
            let read = Read(Forms.head + text)
            #expect(read.errors.map(\.description) == [])
            return try #require(read.project)
        }
        #expect(contentText(of: projects[0]) == contentText(of: projects[1]))
        let printed = ProjectText.long(projects[0])
        let again = try #require(Read(printed).project)
        #expect(contentText(of: again) == contentText(of: projects[0]))
    }

    @Test("the comparison of these tests sees a difference")
    func comparisonSeesDifferences() throws {
        let base = DomainExample.long
        let first = try #require(Read(base, files: DomainExample.files).project)
        for (old, new) in [
            ("95.00", "95.01"), ("lag: 2wd", "lag: 3wd"), ("EUR: 0.92", "EUR: 0.93"), ("final: true", "final: false"),
            ("R1: A", "R1: C"), ("https: crm", "https: crn"), ("notice: 90d", "notice: 3 months"),
            ("at: \"10:00\"", "at: \"10:30\""), ("holidays: [2026-12-25", "holidays: [2026-12-24"),
        ] {
            let other = try #require(Read(base.replacing(old, with: new), files: DomainExample.files).project)
            #expect(contentText(of: other) != contentText(of: first), "\(new)")
        }
    }

    @Test("places inside of a short form are exact")
    func placesInsideScalars() throws {
        let text =
            "project: p\nlead: asha <asha@example.org>\nstart: 2026-10-01\nteam: [\"ben <b@c.de> 80%\"]\n"
            + "tasks:\n  - a\n  - build: '30wd  ben+chi after a+2wd  due 2026-12-18 40%'\n"
        let project = try #require(Read(text).project)
        let task = try #require(project.task("build"))
        func column(_ position: SourcePosition?) -> String { position.map { "\($0.line):\($0.column)" } ?? "-" }
        #expect(column(project.people["asha"]?.email?.position) == "2:13")
        #expect(column(project.people["ben"]?.email?.position) == "4:14")
        #expect(column(project.team[0].share?.position) == "4:22")
        #expect(column(task.position) == "7:5")
        #expect(column(task.duration?.position) == "7:13")
        #expect(task.who.map { column($0.position) } == ["7:19", "7:23"])
        #expect(column(task.after[0].task.position) == "7:33")
        #expect(column(task.after[0].lag?.position) == "7:35")
        #expect(column(task.due?.position) == "7:44")
        #expect(column(task.percent?.position) == "7:55")
    }

    @Test("a chain of ten thousand tasks is walked without a deep stack, and its circle is found")
    func longChain() {
        let tasks = (0..<10_000).map { "  - t\($0): 1wd after t\(($0 + 1) % 10_000)\n" }.joined()
        let read = Read.project(with: "tasks:\n" + tasks)
        #expect(read.diagnostics.map(\.code.description) == ["GTY0203"])
    }

    @Test(
        "texts that look like YAML are quoted",
        arguments: [
            "a: b", "- a", "", "~", "null", "# no", "a #b", "[x", "{x", "x]", "it's", "\"q\"", "two\nlines",
            "tab\there", " lead", "trail ",
            "@at", "%p", "a,b", "colon:", "\u{85}next", "\u{FEFF}bom", "\\slash", "---", "ünï",
        ])
    func quoting(text: String) throws {
        let yaml = YAMLOutput.document([
            .init(key: "project", value: .text("p")), .init(key: "lead", value: .text("asha")),
            .init(key: "start", value: .text("2026-10-01")),
            .init(
                key: "environments",
                value: .list([
                    .map([
                        .init(key: "id", value: .text("e")),
                        .init(key: "check", value: .map([.init(key: "run", value: .text(text))])),
                    ])
                ])),
        ])
        let project = try #require(Read(yaml).project)
        #expect(project.environments[0].checks[0].value["run"] == .text(text))
        guard !text.isEmpty else { return }
        // Each in its own place: on a line of its own, and between brackets.
        let typed =
            "project: p\nname: \(YAMLScalar.block(text))\nlead: asha\nstart: 2026-10-01\n"
            + "environments: [{ id: e, os: \(YAMLScalar.flow(text)) }]\n"
        let read = try #require(Read(typed).project)
        #expect(read.name == text)
        #expect(read.environments[0].os == text)
    }

    @Test("a comma needs quotes between brackets only")
    func quotingInPlace() {
        #expect(YAMLScalar.block("30wd after a, b [c]") == "30wd after a, b [c]")
        #expect(YAMLScalar.flow("30wd after a, b") == "\"30wd after a, b\"")
        #expect(YAMLScalar.block("[c]") == "\"[c]\"")
    }

    @Test("values keep their types in the long form")
    func valueTypes() throws {
        let text =
            Read.head
            + "environments: [{ id: e, check: [{ port: 443, verify: true, code: \"017\", name: \"true\", none: null, list: [1.5, a] }] }]\n"
        let project = try #require(Read(text).project)
        let again = try #require(Read(ProjectText.long(project)).project)
        #expect(again.environments[0].checks.map(\.value) == project.environments[0].checks.map(\.value))
        #expect(again.environments[0].checks[0].value["name"] == .text("true"))
    }
}
