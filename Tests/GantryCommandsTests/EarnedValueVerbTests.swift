import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Testing

@testable import GantryCommands

@Suite("Earned value on the command line", .timeLimit(.minutes(1)))
struct EarnedValueVerbTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolders("pm/projects")
        try folder.makeFolders("pm/workflows")
        try folder.write("timezone: Europe/Amsterdam\nmail_domain: example.org\n", to: "pm/gantry.yaml")
        try folder.write(Self.people, to: "pm/people.yaml")
        try folder.write(Self.figures, to: "pm/projects/pub.yaml")
        try folder.write(Self.tasks, to: "pm/projects/crm2.yaml")
    }

    static let people = "ines: { name: Ines Bakker }\n"

    /// BAC 500000, plan 10/25/50/75/100 %, 40 % done after three periods.
    static let figures = """
        project: pub
        lead: asha
        team: [asha]
        start: 2026-01-01
        budget: 500000.00 EUR
        pv:
          - { date: 2026-01-31, amount: 50000.00 EUR }
          - { date: 2026-02-28, amount: 125000.00 EUR }
          - { date: 2026-03-31, amount: 250000.00 EUR }
          - { date: 2026-04-30, amount: 375000.00 EUR }
          - { date: 2026-05-31, amount: 500000.00 EUR }
        ev: [{ date: 2026-03-31, amount: 200000.00 EUR }]
        ledger:
          - { date: 2026-01-31, amount: 45000.00 EUR }
          - { date: 2026-02-28, amount: 110000.00 EUR }
          - { date: 2026-03-31, amount: 135000.00 EUR }

        """

    static let tasks = """
        project: crm2   # the old CRM goes
        lead: asha
        team: [asha, ben]
        start: 2026-11-02
        budget: 40000.00 EUR

        tasks:
          - { id: build, duration: 10wd, who: ben, percent: 40, budget: 30000.00 EUR }
          - test: 5wd asha after build
        # the end

        """

    private func run(_ words: String..., width: Int? = nil) async throws -> CommandResult {
        try await gantry(words, width: width, folder: folder.path + "/pm")
    }

    // MARK: evm

    @Test("evm prints plain words, the abbreviation and what it means, on 80 columns")
    func text() async throws {
        for (name, words, width) in [
            ("evm.terminal.txt", ["pub"], 80), ("evm.pipe.txt", ["pub"], nil),
            ("evm-explain.terminal.txt", ["pub", "--explain"], 80), ("evm-missing.terminal.txt", ["crm2"], 80),
        ] as [(String, [String], Int?)] {
            let day = words[0] == "pub" ? "2026-03-31" : "2026-11-09"
            let result = try await gantry(
                ["evm"] + words + ["--as-of", day], width: width, folder: folder.path + "/pm")
            #expect(result.status == 0)
            for line in result.text.split(separator: "\n") where width != nil { #expect(String(line).columns <= 80) }
            try Golden.check(result.text, name)
        }
    }

    @Test("evm gives its JSON by the project's name and by its file alike")
    func json() async throws {
        let named = try await run("evm", "pub", "--as-of", "2026-03-31", "--json")
        try Golden.check(named.text, "evm.json")
        let byFile = try await run("evm", "projects/pub.yaml", "--as-of", "2026-03-31", "--json")
        #expect(byFile == named)
    }

    @Test("evm says what it cannot do")
    func refusals() async throws {
        #expect(try await run("evm", "nobody").status == 1)
        #expect(try await run("evm", "pub", "--as-of", "soon").status == 64)
        try folder.write("project: bare\nlead: asha\nteam: [asha]\nstart: 2026-01-01\n", to: "pm/projects/bare.yaml")
        let bare = try await run("evm", "bare")
        #expect(bare.status == 1)
        #expect(bare.text.contains("has no tasks and no figures"))
    }
}
