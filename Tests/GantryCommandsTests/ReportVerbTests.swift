import FoundationEssentials
import GantryControl
import GantryCore
import GantryProject
import GantryTestSupport
import Testing

@testable import GantryCommands

/// A portfolio of two projects that share people, on Mon 16 Nov 2026.
struct ReportPortfolio {
    let folder: TemporaryFolder

    static let people = """
        asha: { name: Asha, email: asha@example.org, roles: [lead] }
        ben: { name: Ben, email: ben@example.org, roles: [developer], skills: [swift, data], works: 36h/week,
               leave: [{ from: 2026-12-21, to: 2026-12-31 }], cost_rate: { from: 2026-01-01, amount: 95.00 EUR } }
        chi: { name: Chi, email: chi@example.org, roles: [developer, tester], skills: [data],
               cost_rate: { from: 2026-01-01, amount: 80.00 EUR } }
        ines: { name: Ines, email: ines@example.org }
        """

    static let crm = """
        project: crm2
        name: CRM migration
        lead: asha
        sponsor: ines
        start: 2026-10-05
        deadline: 2027-01-29
        budget: 60000.00 EUR
        team: [asha, ben 80%, chi]
        requirements: [{ id: R1, text: Single sign-on, priority: must }, { id: R7, text: Reports, priority: should }]
        tasks:
          - { id: design, duration: 10wd, who: [ben], started: 2026-10-05, finished: 2026-10-16 }
          - { id: build, duration: { o: 20wd, m: 30wd, p: 50wd }, who: [ben], after: [design], started: 2026-10-19,
              left: 12wd, said: 2026-11-13, percent: 50, due: 2026-11-27, meets: [R1] }
          - { id: reports, effort: 8pd, who: [chi], after: [design], meets: [R7] }
          - { id: test, duration: { o: 5wd, m: 8wd, p: 17wd }, who: [chi], after: [build, reports] }
          - { id: golive, milestone: true, due: 2027-01-15, after: [{ task: test, lag: 3d }] }
        """

    static let shop = """
        project: shop
        name: Web shop
        lead: asha
        start: 2026-11-16
        team: [ben 40%]
        tasks:
          - cart: 10wd ben
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolders("projects")
        try folder.write("timezone: Europe/Amsterdam\n", to: "gantry.yaml")
        try folder.write(Self.people + "\n", to: "people.yaml")
        try folder.write(Self.crm + "\n", to: "projects/crm2.yaml")
        try folder.write(Self.shop + "\n", to: "projects/shop.yaml")
    }

    func run(_ words: [String], width: Int? = nil) async throws -> CommandResult {
        try await gantry(words, width: width, folder: folder.path)
    }
}

@Suite("Plans and load on the command line", .timeLimit(.minutes(1)))
struct ReportVerbTests {
    let portfolio: ReportPortfolio

    init() throws { portfolio = try ReportPortfolio() }

    @Test(
        "each answer is as it was agreed, in a pipe, on a terminal and as JSON",
        arguments: [
            ("plan", ["plan", "crm2"]), ("plan-as-of", ["plan", "crm2", "--as-of", "2026-11-16"]),
            (
                "plan-with",
                ["plan", "crm2", "--as-of", "2026-11-16", "--with", "build +5wd", "--with", "drop R7"]
            ),
            (
                "plan-simulate",
                ["plan", "crm2", "--as-of", "2026-11-16", "--simulate", "1000", "--seed", "1", "--by", "2027-01-15"]
            ),
            ("plan-level", ["plan", "crm2", "--as-of", "2026-11-16", "--level"]),
            ("plan-explain", ["plan", "crm2", "--as-of", "2026-11-16", "--explain"]),
            ("load", ["load"]), ("load-role", ["load", "--by", "role", "--weeks", "3"]),
            ("load-week", ["load", "--by", "week", "--weeks", "3", "--explain"]),
            ("load-skill", ["load", "--skill", "data", "--from", "2026-11-30", "--days", "10"]),
        ] as [(String, [String])])
    func goldens(_ name: String, _ words: [String]) async throws {
        let pipe = try await portfolio.run(words)
        #expect(pipe.status == 0)
        try Golden.check(pipe.text, name + ".pipe.txt")
        let terminal = try await portfolio.run(words, width: 80)
        #expect(terminal.text.split(separator: "\n").allSatisfy { $0.visibleWidth <= 80 })
        try Golden.check(terminal.text, name + ".terminal.txt")
        try Golden.check(try await portfolio.run(words + ["--json"]).text, name + ".json")
    }

    @Test(
        "ids of 64 characters stay within 80 columns",
        arguments: [
            ["load"], ["load", "--by", "role"], ["load", "--by", "week", "--explain"], ["load", "--explain"],
            ["load", "--skill", "data", "--explain"], ["plan", "P"], ["plan", "P", "--explain"],
            ["plan", "P", "--as-of", "2026-11-16", "--explain", "--level", "--simulate", "100", "--by", "2027-01-15"],
            ["plan", "P", "--with", "B +5wd", "--with", "drop D", "--explain"], ["evm", "P", "--explain"],
            ["plan", "P", "--with", "B +5"], ["plan", "P", "--with", "drop X"], ["budget", "P", "--explain"],
            ["balance", "P", "--explain"], ["plan", "P", "--simulate", "many"], ["plan", "Q"],
        ])
    func longIDs(_ words: [String]) async throws {
        let long = { (letter: Character) in String(repeating: letter, count: 63) + "1" }
        let person = long("p")
        try portfolio.folder.write(
            ReportPortfolio.people + """

                \(person): { name: Pat, email: pat@example.org, roles: [\(long("r"))], skills: [data] }

                """, to: "people.yaml")
        let file = "projects/\(long("i")).yaml"
        try portfolio.folder.write(
            """
            project: \(long("i"))
            lead: \(person)
            start: 2026-11-02
            deadline: 2026-12-18
            budget: { lines: [{ id: \(long("l")), amount: 60000.00 EUR }] }
            team: [\(person)]
            ledger: [{ date: 2026-11-03, line: \(long("l")), amount: 100.00 EUR }]
            assert: [{ date: 2026-11-10, line: \(long("l")), actual: 100.00 EUR }]
            tasks:
              - { id: \(long("b")), duration: { o: 20wd, m: 30wd, p: 50wd }, who: [\(person)] }
              - { id: \(long("c")), duration: 30wd, who: [\(person)], due: 2026-11-20 }
              - { id: \(long("d")), duration: 10wd, who: [\(person)], after: [\(long("b"))] }

            """, to: file)
        let ids = [
            "P": long("i"), "Q": long("q"), "B +5wd": long("b") + " +5wd", "drop D": "drop " + long("d"),
            "B +5": long("b") + " +5", "drop X": "drop " + long("x"),
        ]
        let result = try await portfolio.run(words.map { ids[$0] ?? $0 }, width: 80)
        #expect(result.text.split(separator: "\n").filter { $0.visibleWidth > 80 } == [], "\(result.text)")
        #expect([0, 1, 64].contains(result.status))
    }

    @Test("a wide terminal shows bars beside the tasks")
    func bars() async throws {
        let wide = try await portfolio.run(["plan", "crm2", "--as-of", "2026-11-16"], width: 120)
        try Golden.check(wide.text, "plan.wide.txt")
        #expect(wide.text.split(separator: "\n").allSatisfy { $0.visibleWidth <= 120 })
    }

    @Test("a project is found by its id and by its file, and the two say the same")
    func byFile() async throws {
        let byName = try await portfolio.run(["plan", "crm2", "--json"])
        let byFile = try await portfolio.run(["plan", "projects/crm2.yaml", "--json"])
        #expect(byName == byFile)
    }

    @Test(
        "what goes wrong has its status and its words",
        arguments: [
            (["plan", "crm"], 1, "error: no project is named 'crm' in "),
            (["plan", "nothing.yaml"], 1, "error: there is no file nothing.yaml"),
            (["plan", "crm2", "--as-of", "soon"], 64, "error: --as-of 'soon': a date such as 2026-12-18 is wanted"),
            (["plan", "crm2", "--simulate", "0"], 64, "error: --simulate '0': a number from 1 to 1000000 is wanted"),
            (["plan", "crm2", "--with", "drop R9"], 64, "error: there is no task or requirement 'R9' in crm2"),
            (["load", "--by", "team"], 64, "error: --by 'team': person, role or week is wanted"),
        ] as [([String], Int32, String)])
    func mistakes(_ words: [String], _ status: Int32, _ text: String) async throws {
        let result = try await portfolio.run(words)
        #expect(result.status == status)
        #expect(result.text.hasPrefix(text))
    }

    @Test("nothing is computed on top of a wrong file: its mistakes are printed, all of them")
    func wrongFile() async throws {
        let wrong = ReportPortfolio.crm.replacing("after: [design]", with: "after: [dsign]")
            .replacing("percent: 50", with: "percent: 150")
        try portfolio.folder.write(wrong + "\n", to: "projects/crm2.yaml")
        for words in [["plan", "crm2"], ["plan", "projects/crm2.yaml"], ["load"]] {
            let result = try await portfolio.run(words)
            #expect(result.status == 78)
            #expect(result.text.contains("projects/crm2.yaml:12:"))
            #expect(result.text.contains("GTY0202") && result.text.contains("GTY0208"))
            #expect(!result.text.contains("working days in hand"))
        }
    }

    @Test("an owner whom nobody knows has no plan and no load; where nobody is named, there is one, and a warning")
    func unknownOwner() async throws {
        try portfolio.folder.write(
            ReportPortfolio.shop.replacing("10wd ben", with: "10wd nina") + "\n", to: "projects/shop.yaml")
        for words in [["plan", "shop"], ["plan", "projects/shop.yaml"], ["load"]] {
            let result = try await portfolio.run(words)
            #expect(result.status == 78)
            #expect(
                result.text == """
                    projects/shop.yaml:7:16: error: nobody is called 'nina' [GTY0227]
                        7 |   - cart: 10wd nina
                          |                ^~~~ add them to people.yaml, or to team

                    """, "\(words)")
        }
        #expect(try await portfolio.run(["plan", "crm2"]).status == 0)
        let alone = try TemporaryFolder()
        try alone.write("project: p\nlead: asha\nstart: 2026-11-16\ntasks: [a: 3wd nina]\n", to: "p.yaml")
        #expect(try await gantry(["plan", "p.yaml"], folder: alone.path).status == 0)
        #expect(
            try await gantry(["check", "p.yaml"], folder: alone.path).text.contains("warning: nobody is called 'nina'"))
    }

    @Test("every mistake of a file is told in one pass, and no figure is made of it")
    func everyMistake() async throws {
        try portfolio.folder.write(Self.wrong, to: "projects/crm2.yaml")
        let check = try await portfolio.run(["check"])
        #expect(check.status == 78)
        let found = check.text.split(separator: "\n").filter { $0.hasPrefix("projects/crm2.yaml:") }.map { line in
            "\(line.split(separator: ":")[1]) \(line.suffix(8).prefix(7))"
        }
        #expect(
            found.sorted() == [
                "10 GTY0203", "11 GTY0227", "12 GTY0208", "13 GTY0209", "14 GTY0210", "15 GTY0216", "18 GTY0228",
                "20 GTY0230", "21 GTY0104", "6 GTY0213",
            ])
        #expect(check.text.contains("these tasks wait for each other: a after b after a"))
        for words in [
            ["plan", "crm2"], ["plan", "projects/crm2.yaml"], ["budget", "crm2"], ["balance", "crm2"], ["load"],
        ] {
            let result = try await portfolio.run(words)
            #expect(result.status == 78)
            for line in found { #expect(result.text.contains(line.split(separator: " ")[1]), "\(words)") }
            #expect(!result.text.contains("as of"))
        }
    }

    private static let wrong = """
        project: crm2
        lead: asha
        start: 2026-10-05
        team: [asha, ben]
        budget:
          lines: [{ id: labour, amount: 500.00 EUR }, { id: seats, amount: 100.00 USD }]
        rates: [{ date: 2026-11-01, from: USD, EUR: 0.92 }]
        tasks:
          - a: 3wd ben after b
          - b: 3wd ben after a
          - c: 3wd nina
          - d: 3wd ben 140%
          - { id: e, started: 2026-10-09, finished: 2026-10-08 }
          - f: 3wd milestone
          - g: 3wd +2wd
        stakeholders:
          client: { raci: { R1: A } }
          board: { raci: { R1: A } }
        ledger:
          - { date: 2026-10-30, line: labour, amount: 12.00 USD }
          - { date: 2026-10-30, line: labour, amount: 13.00 }

        """

    @Test("a project without tasks has no plan, and says what to add")
    func noTasks() async throws {
        try portfolio.folder.write("project: bare\nlead: asha\nstart: 2026-10-01\n", to: "projects/bare.yaml")
        let result = try await portfolio.run(["plan", "bare"])
        #expect(result.status == 1)
        #expect(result.text.hasPrefix("error: bare has no tasks, so there is no plan\n  hint: add tasks:"))
    }
}

extension CommandResult: Equatable {
    static func == (left: CommandResult, right: CommandResult) -> Bool {
        left.text == right.text && left.status == right.status
    }
}

extension Substring {
    fileprivate var visibleWidth: Int { String(self).visibleColumns }
}
