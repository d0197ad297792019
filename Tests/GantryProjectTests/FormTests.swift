import FoundationEssentials
import GantryCore
import GantryTime
import Testing

@testable import GantryProject

/// Two ways to write the same.
struct Forms: Sendable, CustomTestStringConvertible {
    let short: String
    let long: String

    init(_ short: String, _ long: String) { (self.short, self.long) = (short, long) }

    var testDescription: String { short }
}

@Suite("Short and long forms")
struct FormTests {
    @Test(
        "a task on one line",
        arguments: [
            Forms("- build: 30wd", "- { id: build, duration: 30wd }"),
            Forms("- build: 10pd", "- { id: build, effort: 10pd }"),
            Forms("- build: 0.5pd ben", "- { id: build, effort: 0.5pd, who: [ben] }"),
            Forms("- build", "- { id: build }"),
            Forms("- build:", "- { id: build }"),
            Forms("- build: ben+chi", "- { id: build, who: [ben, chi] }"),
            Forms("- build: { who: ben, due: 2026-12-18 }", "- { id: build, who: ben, due: 2026-12-18 }"),
            Forms("- build: 30wd after design", "- { id: build, duration: 30wd, after: [{ task: design }] }"),
            Forms("- build: after design+2wd", "- { id: build, after: [{ task: design, type: FS, lag: 2wd }] }"),
            Forms("- build: after design+3d, api", "- { id: build, after: [{ task: design, lag: 3d }, api] }"),
            Forms("- build: after design+api+1w", "- { id: build, after: [design, { task: api, lag: 7d }] }"),
            Forms(
                "- build: after design , api due 2026-12-18", "- { id: build, after: [design, api], due: 2026-12-18 }"),
            Forms("- build: after design + api ben", "- { id: build, after: [design, api], who: ben }"),
            Forms("- build: after design +2wd", "- { id: build, after: [design+2wd] }"),
            Forms("- build: milestone due 2026-12-18", "- { id: build, milestone: true, due: 2026-12-18 }"),
            Forms(
                "- build: due 2026-12-18 40% chi 30wd",
                "- { id: build, duration: 30wd, who: chi, percent: 40, due: 2026-12-18 }"),
            Forms("- build: 30wd start 2026-11-02", "- { id: build, duration: 30wd, start: 2026-11-02 }"),
            Forms(
                "- build: milestone start 2026-11-02 due 2026-11-02",
                "- { id: build, milestone: true, start: 2026-11-02, due: 2026-11-02 }"),
            Forms("- build: 12.5%", "- { id: build, percent: 12.5% }"),
            Forms(
                "- build: left 8wd said 2026-11-02 started 2026-10-01",
                "- { id: build, left: 8wd, said: 2026-11-02, started: 2026-10-01 }"
            ),
            Forms(
                "- build: started 2026-10-01 finished 2026-10-15",
                "- { id: build, started: 2026-10-01, finished: 2026-10-15 }"
            ),
            Forms("- 'build': \"30wd ben\"", "- { id: build, duration: 30wd, who: [ben] }"),
            Forms(
                "- build: 30wd\n      ben\n      due 2026-12-18",
                "- { id: build, duration: 30wd, who: ben, due: 2026-12-18 }"),
            Forms("- { id: build, who: ben+chi }", "- { id: build, who: [ben, chi] }"),
            Forms(
                "- { id: build, duration: { o: 1wd, m: 1wd, p: 1wd } }",
                "- id: build\n    duration:\n      { o: 1wd, m: 1wd, p: 1wd }"),
        ]
    )
    func task(_ forms: Forms) throws {
        let tasks = "tasks:\n  - design\n  - api\n  "
        try expectSame(tasks + forms.short + "\n", tasks + forms.long + "\n")
    }

    @Test(
        "everything else",
        arguments: [
            Forms("budget: 120000.00 EUR", "budget: { amount: 120000.00 EUR }"),
            Forms("budget: { lines: { a: 1.00 EUR } }", "budget: { lines: [{ id: a, amount: 1.00 EUR }] }"),
            Forms("budget: { amount: 1.00 EUR, alert: 80% }", "budget: { amount: 1.00 EUR, alert: [80%] }"),
            Forms("team: [ben 80%, chi]", "team: [{ person: ben, share: 80% }, { person: chi }]"),
            Forms(
                "team: [ben <b@c.de> 80%]", "team: [{ person: ben, share: 80% }]\npeople: { ben: { email: b@c.de } }"),
            Forms("sponsor: ines <i@c.de>", "sponsor: ines\npeople: { ines: { email: i@c.de } }"),
            Forms("people: { ben: Ben Smith <b@c.de> }", "people: { ben: { name: Ben Smith, email: b@c.de } }"),
            Forms("people: { ben: b@c.de }", "people: { ben: { email: b@c.de } }"),
            Forms("people: { ben: }", "people: { ben: {} }"),
            Forms("people: { ben: { works: 32h } }", "people: { ben: { works: 32h/week } }"),
            Forms(
                "people: { ben: { cost_rate: { from: 2026-01-01, amount: 9.00 EUR } } }",
                "people: { ben: { cost_rate: [{ from: 2026-01-01, per: hour, amount: 9.00 EUR }] } }"
            ),
            Forms("calendar: sun-thu", "calendar: { week: [sun, mon, tue, wed, thu] }"),
            Forms(
                "calendar: { holidays: [2026-12-25] }",
                "calendar: { week: mon-fri, holidays: [{ date: 2026-12-25, name: X }] }"),
            Forms("goal: Retire it", "goal: { text: Retire it }"),
            Forms("lessons: [Ask first]", "lessons: [{ text: Ask first }]"),
            Forms(
                "tasks: { build: 3wd, test: { effort: 2pd } }",
                "tasks: [{ id: build, duration: 3wd }, { id: test, effort: 2pd }]"),
            Forms("closure: { on: 2027-04-01, lessons: One }", "closure: { on: 2027-04-01, lessons: [One] }"),
            Forms(
                "reviews: [{ what: A b, who: ben+chi, date: 2027-01-15 }]",
                "reviews: [{ id: a-b, what: A b, who: [ben, chi], date: 2027-01-15 }]"),
            Forms("status: active\nmode: content\nrisks: []\nclosure: null\ngoal:", ""),
        ]
    )
    func section(_ forms: Forms) throws { try expectSame(forms.short + "\n", forms.long + "\n") }

    private func expectSame(_ short: String, _ long: String) throws {
        let head = "project: crm2\nlead: asha <asha@example.org>\nstart: 2026-10-01\n"
        let projects = try [short, long].map { text in
            let read = Read(head + text)
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
