import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import GantryTime
import Glibc
import Testing

@testable import GantryCommands

@Suite("Verbs that need no daemon", .timeLimit(.minutes(1)))
struct OfflineTests {
    let folder: TemporaryFolder
    var root: String { folder.path + "/pm" }

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String..., in relative: String = "") async throws -> CommandResult {
        try await gantry(words, folder: relative.isEmpty ? folder.path : "\(folder.path)/\(relative)")
    }

    // MARK: init

    @Test("init makes a portfolio in which nothing is wrong")
    func initialise() async throws {
        let made = try await run("init", "pm")
        #expect(made.status == 0)
        #expect(made.text.contains("  gantryd --root pm\n"))
        let check = try await run("check", "pm", "--fail-on", "warning")
        #expect(check.text == "1 project, 3 workflows: nothing is wrong\n")
        #expect(check.status == 0)
        let first = try #require(Golden.read(root + "/projects/first.yaml"))
        // Mon 16 Nov: two working days on is Wednesday.
        #expect(first.contains("due: 2026-11-18"))
        #expect(first.contains("lead: asha\n"))
        #expect(!first.contains("{{"))
        #expect(Golden.read(root + "/gantry.yaml")?.contains("timezone: Europe/Amsterdam") == true)
        #expect(FileStatus(root + "/gantry.yaml")?.permissions == 0o644)
    }

    @Test("init overwrites nothing, and then makes nothing")
    func initialiseTwice() async throws {
        try folder.makeFolders("pm/projects")
        try folder.write("mine", to: "pm/projects/first.yaml")
        let result = try await run("init", "pm")
        #expect(result.status == 1)
        #expect(result.text.contains("has projects/first.yaml already"))
        #expect(Golden.read(root + "/projects/first.yaml") == "mine")
        #expect(FileStatus(root + "/gantry.yaml") == nil)
    }

    @Test("init says what is in its way", arguments: ["file", "file/sub"])
    func initialiseOverFile(_ name: String) async throws {
        try folder.write("", to: "file")
        let result = try await run("init", name)
        #expect(result.status == 1)
        #expect(result.text.hasPrefix("error: "))
    }

    @Test("init's workflows are those that ship")
    func workflows() throws {
        let resolved = try #require(realpath(#filePath, nil))
        defer { free(resolved) }
        let parts = String(cString: resolved).split(separator: "/", omittingEmptySubsequences: false)
        let checkout = parts.dropLast(3).joined(separator: "/")
        let starter = StarterPortfolio(user: "asha", zone: .utc, today: LocalDate(daysSinceEpoch: 20_000))
        let workflows = starter.files.filter { $0.path.hasPrefix("workflows/") }
        #expect(workflows.count == 3)
        for file in workflows { #expect(file.text == Golden.read("\(checkout)/\(file.path)"), "\(file.path)") }
    }

    @Test(
        "init names the lead after whoever types, as an id",
        arguments: [
            ("asha", "asha"), ("Asha.Verma", "ashaverma"), ("root", "me"), ("ben", "me"), ("42", "me"), ("no", "me"),
            ("", "me"), ("日本", "me"), ("j-b_1", "j-b_1"),
        ])
    func lead(_ user: String, _ id: String) {
        #expect(StarterPortfolio(user: user, zone: .utc, today: LocalDate(daysSinceEpoch: 0)).lead == id)
    }

    @Test("init's portfolio has no mistakes on any day of the year", arguments: [0, 61, 122, 183, 244, 305])
    func anyDay(_ offset: Int) async throws {
        let starter = StarterPortfolio(
            user: "asha", zone: try ZoneRules.load("Europe/Amsterdam"),
            today: LocalDate(daysSinceEpoch: 20_600 + offset))
        for file in starter.files { try DurableFile.create("\(root)/\(file.path)", Array(file.text.utf8)) }
        #expect(try await run("check", "pm", "--fail-on", "warning").status == 0)
    }

    // MARK: check

    private func makePortfolio(breaking: Bool) async throws {
        #expect(try await run("init", "pm").status == 0)
        guard breaking else { return }
        try folder.write(
            "project: crm2\nlead: asha\nstart: 2026-10-01\ntasks:\n  - id: build\n    dealine: 2026-12-18\n",
            to: "pm/projects/crm2.yaml")
    }

    @Test("check shows the place, the line and the hint, and ends with 78")
    func check() async throws {
        try await makePortfolio(breaking: true)
        for words in [["check", "pm"], ["check", "pm/projects/crm2.yaml"]] {
            let result = try await gantry(words, folder: folder.path)
            #expect(result.status == 78)
            #expect(result.text.contains("projects/crm2.yaml:6:5: error: unknown key 'dealine' in a task [GTY0102]"))
            #expect(result.text.contains("    6 |     dealine: 2026-12-18\n      |     ^~~~~~~ did you mean 'due'?"))
        }
        let json = try await run("check", "pm", "--json")
        #expect(json.status == 78)
        #expect(json.text.contains("\"errors\": 1"))
        #expect(json.text.contains("\"file\": null"))
    }

    @Test("check finds the portfolio that one stands in")
    func checkHere() async throws {
        try await makePortfolio(breaking: true)
        let result = try await run("check", in: "pm/projects")
        #expect(result.status == 78)
        #expect(result.text.hasSuffix("1 project, 3 workflows: 1 error\n"))
    }

    @Test("check of one file leaves the others out")
    func checkOne() async throws {
        try await makePortfolio(breaking: true)
        let result = try await run("check", "projects/first.yaml", in: "pm")
        #expect(result.text == "projects/first.yaml: nothing is wrong\n")
        #expect(result.status == 0)
        let workflow = try await run("check", "workflows/budget.yaml", in: "pm")
        #expect(workflow.text == "workflows/budget.yaml: nothing is wrong\n")
    }

    @Test("check of one project shows what is wrong in the files it names")
    func checkIncluded() async throws {
        try await makePortfolio(breaking: false)
        try folder.write("- { id: K1, txet: Late }\n", to: "pm/projects/risks.yaml")
        try folder.write(
            "project: crm2\nlead: asha\nstart: 2026-10-01\nrisks: { file: risks.yaml }\n", to: "pm/projects/crm2.yaml")
        let result = try await run("check", "pm/projects/crm2.yaml")
        #expect(result.status == 78)
        #expect(result.text.contains("projects/risks.yaml:1:"))
    }

    @Test(
        "check takes a file that is in no portfolio",
        arguments: [
            ("loose.yaml", "project: x\nlead: asha\nstart: 2026-10-01\n", 0),
            ("loose.yaml", "project: x\nlead: asha\n", 78),
            ("flow.yaml", "name: x\nsteps:\n  - { id: a, action: deadline.chekc }\n", 78),
            ("junk.yaml", "{{{", 78),
        ] as [(String, String, Int32)])
    func checkLoose(_ name: String, _ text: String, _ status: Int32) async throws {
        try folder.write(text, to: name)
        let result = try await run("check", name)
        #expect(result.status == status)
    }

    @Test("check takes a plugin by its folder or its manifest, in a portfolio and elsewhere")
    func checkPlugin() async throws {
        try await makePortfolio(breaking: true)
        let good = "name: ping\nversion: 1.0.0\ndescription: Pings.\nprotocol: exec\ncommand: [sh]\n"
        let actions = "actions: [{ name: ping.check, description: Pings. }]\n"
        for place in ["pm/plugins/ping", "elsewhere/ping"] {
            try folder.makeFolders(place)
            try folder.write(good + actions, to: "\(place)/plugin.yaml")
            for path in [place, "\(place)/plugin.yaml"] {
                let result = try await run("check", path)
                #expect(result.text.hasSuffix("plugin.yaml: nothing is wrong\n"), "\(result.text)")
                #expect(result.status == 0)
            }
            try folder.write(good + actions.replacing("ping.check", with: "pong.check"), to: "\(place)/plugin.yaml")
            let result = try await run("check", place)
            #expect(result.text.contains("plugin.yaml:6:19: error: ") && result.status == 78, "\(result.text)")
        }
    }

    @Test("check says so where there is nothing")
    func checkNothing() async throws {
        let result = try await run("check", "nowhere")
        #expect(result.status == 78)
        #expect(
            result.text == "error: there is no file or folder nowhere\n  hint: gantry init nowhere makes a portfolio\n")
    }

    @Test(
        "warnings end well, unless they are asked for",
        arguments: [([], 0), (["--fail-on", "warning"], 1)] as [([String], Int32)])
    func warnings(_ words: [String], _ status: Int32) async throws {
        try await makePortfolio(breaking: false)
        // A YAML file that no project includes.
        try folder.write("- { id: K1, text: Late }\n", to: "pm/projects/risks.yaml")
        let result = try await gantry(["check", "pm"] + words, folder: folder.path)
        #expect(result.status == status)
        #expect(result.text.contains("warning: "))
    }

    // MARK: show, actions

    @Test(
        "show reads the files where no daemon runs", arguments: [["show", "first"], ["show", "projects/first.yaml"]])
    func show(_ words: [String]) async throws {
        try await makePortfolio(breaking: false)
        let short = try await gantry(words, folder: root)
        #expect(short.status == 0)
        #expect(short.text.hasPrefix("first  My first project"))
        let long = try await gantry(words + ["--long"], folder: root)
        #expect(long.text.contains("project: first\n"))
        let json = try await gantry(words + ["--json"], folder: root)
        #expect(json.text.contains("\"budget\": \"12000.00 EUR\""))
        #expect(json.text.contains("\"open_alerts\": null"))
    }

    @Test("show says what is near, and what is wrong")
    func showNothing() async throws {
        try await makePortfolio(breaking: true)
        let near = try await run("show", "frist", in: "pm")
        #expect(near.status == 1)
        #expect(near.text.contains("did you mean first?"))
        let wrong = try await run("show", "projects/crm2.yaml", in: "pm")
        #expect(wrong.status == 78)
        #expect(wrong.text.contains("[GTY0102]"))
        #expect(try await run("show", "projects/nothing.yaml", in: "pm").status == 1)
        #expect(try await run("show", "workflows/budget.yaml", in: "pm").text.contains("is not a project"))
    }

    @Test("actions lists what steps can do, and shows one whole")
    func actions() async throws {
        let list = try await run("actions")
        #expect(list.text.contains("deadline.check"))
        let one = try await run("actions", "deadline.check")
        #expect(one.text.contains("overdue_every"))
        #expect(one.text.contains("action: deadline.check"))
        let unknown = try await run("actions", "deadline.chekc")
        #expect(unknown.status == 1)
        #expect(unknown.text.contains("did you mean deadline.check?"))
    }
}
