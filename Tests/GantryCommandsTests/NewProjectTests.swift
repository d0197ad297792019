import GantryControl
import GantryCore
import GantryProject
import GantryTestSupport
import GantryTime
import Glibc
import Testing

@testable import GantryCommands

@Suite("gantry new project", .timeLimit(.minutes(1)))
struct NewProjectTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(
        _ words: [String], in relative: String = "", prompt: Prompt? = nil, environment: [String: String]? = nil
    ) async throws -> CommandResult {
        try await gantry(
            words, folder: relative.isEmpty ? folder.path : "\(folder.path)/\(relative)",
            environment: environment ?? ["USER": "asha"], prompt: prompt)
    }

    private static let least = ["new", "project", "crm2", "--lead", "asha <asha@example.org>", "--start", "2026-10-01"]

    private static let whole =
        least + [
            "--name", "CRM migration", "--deadline", "2027-03-31", "--budget", "120000.00 USD",
            "--sponsor", "ines <i@acme.example>", "--team", "asha, ben <b@acme.example> 80%",
            "--timezone", "Europe/Amsterdam",
            "--task", "design: 10wd ben", "--task", "- build: 30wd ben+asha after design due 2026-12-18",
            "--task", "pilot: after build, design",
        ]

    // MARK: What is written

    @Test("what was typed stands at the top, and examples for the rest below")
    func page() async throws {
        let result = try await run(Self.whole)
        #expect(result.status == 0)
        #expect(
            result.text == """
                made \(folder.path)/crm2.yaml

                Now:
                  gantry check crm2.yaml  is it right?
                  gantry plan crm2.yaml   when is it done?

                Then open it in an editor: it has an example for everything a project may say.
                It is in no portfolio, so no daemon watches it: gantry init DIR makes one.

                """)
        let text = try #require(Golden.read(folder.path + "/crm2.yaml"))
        try Golden.check(text, "new-project.yaml")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 70)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(!text.contains("{{"))
        #expect(FileStatus(folder.path + "/crm2.yaml")?.permissions == 0o644)
        #expect(try await run(["check", "crm2.yaml", "--fail-on", "warning"]).status == 0)
    }

    /// The lines that become part of the project without their `#`.
    private static func isExample(_ line: String) -> Bool {
        line.hasPrefix("#") && !line.hasPrefix("# ") || line.hasPrefix("#  - ")
    }

    @Test(
        "each example counts without its '#', alone and with all the others", arguments: [Self.least, Self.whole])
    func examples(_ words: [String]) async throws {
        #expect(try await run(words).status == 0)
        let text = try #require(Golden.read(folder.path + "/crm2.yaml"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let examples = lines.indices.filter { Self.isExample(lines[$0]) }
        #expect(examples.count > 25)
        for chosen in examples.map({ [$0] }) + [examples] {
            let tried = lines.enumerated().map { chosen.contains($0) ? String($1.dropFirst()) : $1 }
            try folder.write(tried.joined(separator: "\n"), to: "tried.yaml")
            let check = try await run(["check", "tried.yaml", "--fail-on", "warning"])
            #expect(check.text == "tried.yaml: nothing is wrong\n", "\(lines[chosen[0]])")
        }
    }

    @Test("the examples name every section of a project file")
    func allSections() async throws {
        #expect(try await run(Self.least).status == 0)
        let text = try #require(Golden.read(folder.path + "/crm2.yaml"))
        for key in [
            "name", "sponsor", "deadline", "timezone", "status", "mode", "goal", "calendar", "tolerance", "team",
            "people", "budget", "commitments", "ledger", "invoices", "assert", "baselines", "requirements",
            "environments", "risks", "issues", "decisions", "questions", "changes", "todos", "meetings", "stakeholders",
            "suppliers", "reviews", "lessons",
        ] { #expect(text.contains("\n#\(key): "), "\(key)") }
    }

    @Test(
        "what was typed reads back as it was typed",
        arguments: [
            "CRM: phase 2", "Part #1", " padded", "- a dash", "it's \"so\"", "[x], {y}", "null", "~", "true", "017",
            "C:\\temp", "ünï 日本", "two\nlines", "tab\there", "a, b", "%", "@x", "&a", "*b", "!c", "|", ">", "? q", ":",
        ])
    func quoting(_ name: String) throws {
        let today = try #require(LocalDate("2026-11-16"))
        var draft = ProjectDraft()
        (draft[.project], draft[.lead], draft[.start]) = ("crm2", "asha", "2026-10-01")
        draft[.name] = name
        draft.tasks = ["a: 1wd", "b: asha after a, a+2wd"]
        let page = ProjectPage(draft, zone: .utc, today: today)
        let reading = page.reading(as: "crm2.yaml", in: ProjectContext(root: folder.path))
        #expect(reading.errors.map(\.diagnostic) == [])
        #expect(reading.project?.name == name.trimmed)
        #expect(reading.project?.tasks.map(\.after.count) == [0, 2])
    }

    @Test("nothing that is typed can add a line of its own")
    func noInjection() async throws {
        let text = "x\nbudget: 1.00 EUR"
        for flag in ["--name", "--sponsor", "--team", "--task", "--timezone", "--budget", "--deadline"] {
            let result = try await run(Self.least + [flag, text])
            #expect(result.status == (flag == "--name" ? 0 : 64), "\(flag)")
        }
        let project = try #require(Golden.read(folder.path + "/crm2.yaml"))
        #expect(!project.contains("\nbudget:"))
    }

    // MARK: Mistakes

    @Test(
        "an option that is wrong is said in the words of the file's reader, and nothing is written",
        arguments: [
            (["--start", "tomorrow"], "error: --start: 'tomorrow' is not a date such as 2026-12-18 [GTY0104]\n"),
            (["--budget", "120,000 EUR"], "error: --budget: '120,000 EUR' is not an amount such as 120000.00 EUR"),
            (["--deadline", "2026-09-01"], "error: --deadline: the deadline, 2026-09-01, is before the start"),
            (["--timezone", "Europe/Amsterdm"], "hint: did you mean 'Europe/Amsterdam'?"),
            (["--team", "asha, ben 80 %"], "error: --team: '80' has no place after the id of a person"),
            (["--task", "build: 30 wd"], "error: --task: '30 wd' has a space in it [GTY0216]\n  hint: write 30wd\n"),
            (["--task", "build: after desgin"], "error: --task: there is no task 'desgin'"),
            (["--task", "a: 1wd", "--task", "a: 2wd"], "error: --task: a second task 'a'"),
            (
                ["--team", "asha, ben", "--task", "design: 10wd nina"],
                "error: --task: nobody is called 'nina' [GTY0227]\n  hint: add them to people.yaml, or to team\n"
            ),
            (["--lead", "Asha Verma"], "error: --lead: 'Verma' has no place after the id of a person"),
        ])
    func mistakes(_ words: [String], _ text: String) async throws {
        let result = try await run(Self.least + words)
        #expect(result.status == 64)
        #expect(result.text.contains(text), "\(result.text)")
        #expect(FileStatus(folder.path + "/crm2.yaml") == nil)
    }

    @Test("an id that leads elsewhere is none", arguments: ["../crm2", "a/b", "", "x y", ".hidden"])
    func wrongID(_ id: String) async throws {
        let result = try await run(["new", "project", id, "--lead", "asha", "--start", "2026-10-01"])
        #expect(result.status == 64)
        #expect(result.text.hasPrefix("error: ID: "))
    }

    @Test("all options that are wrong are said at once")
    func severalMistakes() async throws {
        let result = try await run(Self.least + ["--budget", "12", "--start", "1 May", "--task", "a: b c"])
        #expect(result.text.split(separator: "\n").count { $0.hasPrefix("error: ") } == 3)
    }

    @Test("without a terminal, what is missing is named, and the line to type is shown")
    func missing() async throws {
        let result = try await run(["new", "project", "erp", "--lead", "asha <a@b.example>"])
        #expect(result.status == 64)
        #expect(
            result.text == """
                error: missing, and there is no terminal to ask on: --start
                  hint: gantry new project erp --lead 'asha <a@b.example>' --start 2026-11-16

                """)
        let all = try await run(["new", "project"])
        #expect(all.text.contains("to ask on: ID, --lead, --start\n"))
    }

    // MARK: Places

    @Test("in a portfolio the file goes to its projects, wherever one stands in it")
    func inPortfolio() async throws {
        #expect(try await run(["init", "pm"]).status == 0)
        let words = [
            "new", "project", "crm2", "--lead", "asha", "--start", "2026-10-01", "--sponsor", "zoe",
            "--team", "asha, nina", "--task", "design: 10wd nina",
        ]
        let stranger = try await run(words + ["--task", "build: 5wd kim"], in: "pm")
        #expect(stranger.status == 64)
        #expect(stranger.text.hasPrefix("error: --task: nobody is called 'kim' [GTY0227]\n"))
        let result = try await run(words, in: "pm/workflows")
        #expect(result.text.hasPrefix("made \(folder.path)/pm/projects/crm2.yaml\n"))
        #expect(result.text.contains("  gantry check \(folder.path)/pm/projects/crm2.yaml  is it right?\n"))
        // The shared people are known; the others are said, with their places in the new file.
        #expect(!result.text.contains("'asha'"))
        #expect(result.text.contains("projects/crm2.yaml:6:10: warning: nobody is called 'zoe'"))
        #expect(!result.text.contains("in no portfolio"))
        #expect(try await run(["check"], in: "pm").status == 0)

        let second = try await run(words, in: "pm")
        #expect(second.status == 1)
        #expect(second.text.contains("pm/projects/crm2.yaml is there already, and stays as it is"))
        let elsewhere = try await run(words + ["--file", "projects/new.yaml"], in: "pm")
        #expect(elsewhere.status == 1)
        #expect(elsewhere.text.contains("there is a project 'crm2' already, in projects/crm2.yaml"))
        #expect(FileStatus(folder.path + "/pm/projects/new.yaml") == nil)
        let json = try await run(
            ["new", "project", "erp", "--lead", "asha", "--start", "2026-10-01", "--root", "pm", "--json"])
        #expect(json.text.contains("\"file\": \"\(folder.path)/pm/projects/erp.yaml\""))
        #expect(json.text.contains("\"diagnostics\": []"))
    }

    @Test("--file says where, makes its folder, and overwrites nothing")
    func file() async throws {
        let made = try await run(Self.least + ["--file", "new/plan.yaml"])
        #expect(made.text.hasPrefix("made \(folder.path)/new/plan.yaml\n"))
        try folder.write("mine", to: "new/plan.yaml")
        let again = try await run(Self.least + ["--file", "new/plan.yaml"])
        #expect(again.status == 1)
        #expect(Golden.read(folder.path + "/new/plan.yaml") == "mine")
        let other = try await run(Self.least + ["--file", "plan.txt"])
        #expect(other.status == 64)
        #expect(other.text.contains("hint: write --file plan.txt.yaml"))
        let root = try await run(Self.least + ["--root", "none"])
        #expect(root.status == 1)
        #expect(root.text.contains("there is no folder \(folder.path)/none"))
        #expect(FileStatus(folder.path + "/none") == nil)
    }

    // MARK: Questions

    @Test("it asks for what is missing, and asks again where an answer is wrong")
    func interview() async throws {
        let typist = Typist([
            "crm 2", "crm2", "CRM: migration", "", "soon", "", "2026-11-01", "2027-03-31", "120000", "120000.00 EUR",
            "none", "asha, ben 80 %", "asha, ben <ben@acme.example> 80%", "design: 10 wd", "design: 10wd ben",
            "build: after desing", "build: 30wd ben after design", "",
        ])
        let result = try await run(["new", "project"], prompt: typist.prompt)
        #expect(result.status == 0)
        #expect(typist.left == 0)
        try Golden.check(typist.transcript, "new-project.interview.txt")
        #expect(typist.transcript.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
        let text = try #require(Golden.read(folder.path + "/crm2.yaml"))
        #expect(
            text.contains(
                """

                project: crm2
                name: "CRM: migration"
                lead: asha
                start: 2026-11-16
                deadline: 2027-03-31
                budget: 120000.00 EUR
                team: [asha, ben <ben@acme.example> 80%]
                tasks:
                  - design: 10wd ben
                  - build: 30wd ben after design

                """))
        #expect(try await run(["check", "crm2.yaml"]).status == 0)
    }

    @Test("what an option says is not asked")
    func someOptions() async throws {
        let typist = Typist(["", "2026-10-01"])
        let words = [
            "new", "project", "crm2", "--name", "CRM", "--deadline", "2026-10-31", "--budget", "1.00 EUR",
            "--sponsor", "ines", "--team", "asha", "--task", "a: 1wd",
        ]
        let result = try await run(words, prompt: typist.prompt)
        #expect(result.status == 0)
        #expect(!typist.transcript.contains("Deadline"))
        #expect(!typist.transcript.contains("Task"))
    }

    @Test("a start after the deadline of an option is asked again")
    func startAgainstDeadline() async throws {
        let typist = Typist(["", "2026-10-01"])
        let words = ["new", "project", "crm2", "--lead", "asha", "--deadline", "2026-10-31", "--name", "CRM"]
        let result = try await run(words, prompt: typist.prompt)
        // The proposed start, today, is too late, and after the next answer the input ends.
        #expect(result.status == 1)
        #expect(typist.transcript.contains("  the deadline, 2026-10-31, is before the start, 2026-11-16\n"))
        #expect(typist.transcript.contains("Budget"))
    }

    @Test("an id that is taken is asked again")
    func takenID() async throws {
        try folder.write("mine", to: "crm2.yaml")
        let typist = Typist(["crm2", "crm3", "", "", "", "", "", "", "", ""])
        let result = try await run(["new", "project"], prompt: typist.prompt)
        #expect(result.status == 0)
        #expect(typist.transcript.contains("crm2.yaml is there already, and stays as it is\n  take another id"))
        #expect(Golden.read(folder.path + "/crm2.yaml") == "mine")
        #expect(FileStatus(folder.path + "/crm3.yaml") != nil)
    }

    @Test("where the answers end too early, nothing is written", arguments: 0..<10)
    func endOfInput(_ count: Int) async throws {
        let answers = ["crm2", "CRM", "asha", "", "", "", "", "", "design: 10wd", "build: 5wd"]
        let typist = Typist(Array(answers.prefix(count)))
        let result = try await run(["new", "project"], prompt: typist.prompt)
        #expect(result.status == 1)
        #expect(result.text == "error: nothing was written\n")
        #expect(FileStatus(folder.path + "/crm2.yaml") == nil)
    }
}
