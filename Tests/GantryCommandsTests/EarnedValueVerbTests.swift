import GantryControl
import GantryCore
import GantryDaemon
import Glibc
import Testing

@testable import GantryCommands

@Suite("Earned value and baselines on the command line", .timeLimit(.minutes(1)))
struct EarnedValueVerbTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolders("pm/projects")
        try folder.makeFolders("pm/workflows")
        try folder.write("timezone: Europe/Amsterdam\nmail_domain: example.org\n", to: "pm/gantry.yaml")
        try folder.write(Self.figures, to: "pm/projects/pub.yaml")
        try folder.write(Self.tasks, to: "pm/projects/crm2.yaml")
    }

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

    private func file(_ name: String) -> String? { Golden.read("\(folder.path)/pm/projects/\(name)") }

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

    // MARK: baseline

    @Test("baseline freezes the plan, adds its entry, and keeps every other byte")
    func freeze() async throws {
        chmod(folder.path + "/pm/projects/crm2.yaml", 0o640)
        let result = try await run("baseline", "crm2", "--approved-by", "ines")
        #expect(result.status == 0)
        try Golden.check(result.text, "baseline.pipe.txt")
        let entry = "baselines:\n  - { id: B0, date: 2026-11-16, approved_by: ines, file: baselines/crm2-B0.yaml }\n"
        #expect(file("crm2.yaml") == Self.tasks.replacingFirst("# the end", with: entry + "# the end"))
        try Golden.check(try #require(file("baselines/crm2-B0.yaml")), "baseline.yaml")
        for name in ["crm2.yaml", "baselines/crm2-B0.yaml"] {
            #expect(FileStatus("\(folder.path)/pm/projects/\(name)")?.permissions == 0o640)
        }
        #expect(FolderListing.names(in: folder.path + "/pm/projects") == ["baselines", "crm2.yaml", "pub.yaml"])
        let check = try await run("check", "--fail-on", "warning")
        #expect(check.status == 0, "\(check.text)")
        let report = try await run("evm", "crm2", "--as-of", "2026-11-13", "--json")
        #expect(report.text.contains("\"earned_schedule\": 4"))
        #expect(report.text.contains("\"at\": 10"))
    }

    @Test("baseline takes the next free id, and never overwrites anything")
    func twice() async throws {
        #expect(try await run("baseline", "crm2", "--approved-by", "ines", "--id", "B1").status == 0)
        let first = try #require(file("baselines/crm2-B1.yaml"))
        let again = try await run("baseline", "crm2", "--approved-by", "ines", "--id", "B1")
        #expect(again.status == 1)
        #expect(again.text.contains("there is a baseline 'B1' already, at projects/crm2.yaml:"))
        try folder.write("mine", to: "pm/projects/baselines/crm2-B0.yaml")
        let before = file("crm2.yaml")
        let taken = try await run("baseline", "crm2", "--approved-by", "ines", "--id", "B0")
        #expect(taken.status == 1)
        #expect(taken.text.contains("projects/baselines/crm2-B0.yaml is there already"))
        #expect(file("crm2.yaml") == before)
        let next = try await run("baseline", "projects/crm2.yaml", "--approved-by", "ines", "--json")
        #expect(next.text.contains("\"id\": \"B2\""))
        #expect(next.text.contains("\"file\": \"projects/baselines/crm2-B2.yaml\""))
        #expect(file("baselines/crm2-B1.yaml") == first)
        #expect(file("baselines/crm2-B0.yaml") == "mine")
    }

    @Test("baseline writes into the file that the section has")
    func ownFile() async throws {
        try folder.write(Self.tasks + "baselines: { file: frozen.yaml }\n", to: "pm/projects/crm2.yaml")
        try folder.write("# approved plans\n", to: "pm/projects/frozen.yaml")
        let result = try await run("baseline", "crm2", "--approved-by", "ines", "--date", "2026-11-02")
        #expect(result.status == 0, "\(result.text)")
        #expect(file("crm2.yaml") == Self.tasks + "baselines: { file: frozen.yaml }\n")
        #expect(
            file("frozen.yaml")
                == "# approved plans\n- { id: B0, date: 2026-11-02, approved_by: ines, file: baselines/crm2-B0.yaml }\n"
        )
        #expect(try await run("check", "--fail-on", "warning").status == 0)
    }

    @Test("baseline writes nothing where something is wrong")
    func refused() async throws {
        let before = file("crm2.yaml")
        for (words, status) in [
            (["crm2", "--approved-by", "the board"], 64), (["crm2"], 64),
            (["crm2", "--approved-by", "ines", "--id", "B 1"], 64),
            (["crm2", "--approved-by", "ines", "--date", "today"], 64), (["pub", "--approved-by", "ines"], 1),
            (["nobody", "--approved-by", "ines"], 1), (["projects/none.yaml", "--approved-by", "ines"], 1),
        ] as [([String], Int32)] {
            let result = try await gantry(["baseline"] + words, folder: folder.path + "/pm")
            #expect(result.status == status, "\(words): \(result.text)")
        }
        try folder.write("baselines: &x []\nz: *x\n" + Self.tasks, to: "pm/projects/crm2.yaml")
        #expect(try await run("baseline", "projects/crm2.yaml", "--approved-by", "ines").status == 78)
        try folder.write(Self.tasks + "lessons: &x [a]\nbaselines: { file: b.yaml }\n", to: "pm/projects/crm2.yaml")
        try folder.write("x: 1\n", to: "pm/projects/b.yaml")
        #expect(try await run("baseline", "projects/crm2.yaml", "--approved-by", "ines").status == 78)
        #expect(FileStatus(folder.path + "/pm/projects/baselines") == nil)
        #expect(before == Self.tasks)
    }

    @Test("a file that cannot be replaced leaves no plan behind")
    func rollBack() throws {
        let path = folder.path + "/pm/projects/crm2.yaml"
        let old = try #require(DurableFile.read(path))
        let failure = try #require(throws: CommandFailure.self) {
            try DurableFile.replace(path, old + [0x20], with: [0x20])
        }
        #expect(failure.code == "conflict")
        #expect(DurableFile.read(path) == old)
        #expect(FolderListing.names(in: folder.path + "/pm/projects") == ["crm2.yaml", "pub.yaml"])
        let access = try #require(DurableFile.Access(of: path))
        #expect(throws: CommandFailure.self) { try DurableFile.create(path, [0x20], access: access) }
        #expect(DurableFile.read(path) == old)
    }

    @Test("a link to a project file stays a link")
    func links() throws {
        let path = folder.path + "/pm/projects/crm2.yaml"
        let link = folder.path + "/pm/link.yaml"
        #expect(symlink(path, link) == 0)
        try DurableFile.replace(link, try #require(DurableFile.read(path)), with: Array("new\n".utf8))
        #expect(FileStatus(link)?.isLink == true)
        #expect(file("crm2.yaml") == "new\n")
    }
}

extension String {
    fileprivate func replacingFirst(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
