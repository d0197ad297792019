import GantryControl
import GantryCore
import GantryProject
import GantrySystem
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryCommands

@Suite("Baselines on the command line", .timeLimit(.minutes(1)))
struct BaselineVerbTests {
    let folder: TemporaryFolder

    init() throws { folder = try EarnedValueVerbTests().folder }

    private func run(_ words: String...) async throws -> CommandResult {
        try await gantry(words, folder: folder.path + "/pm")
    }

    private func file(_ name: String) -> String? { Golden.read("\(folder.path)/pm/projects/\(name)") }

    @Test("baseline freezes the plan, adds its entry, and keeps every other byte")
    func freeze() async throws {
        chmod(folder.path + "/pm/projects/crm2.yaml", 0o640)
        let result = try await run("baseline", "crm2", "--approved-by", "ines")
        #expect(result.status == 0)
        try Golden.check(result.text, "baseline.pipe.txt")
        let entry = "baselines:\n  - { id: B0, date: 2026-11-16, approved_by: ines, file: baselines/crm2-B0.yaml }\n"
        #expect(file("crm2.yaml") == EarnedValueVerbTests.tasks.replacingFirst("# the end", with: entry + "# the end"))
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
        let before = EarnedValueVerbTests.tasks + "baselines: { file: frozen.yaml }\n"
        try folder.write(before, to: "pm/projects/crm2.yaml")
        try folder.write("# approved plans\n", to: "pm/projects/frozen.yaml")
        let result = try await run("baseline", "crm2", "--approved-by", "ines", "--date", "2026-11-02")
        #expect(result.status == 0, "\(result.text)")
        #expect(file("crm2.yaml") == before)
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
        try folder.write("baselines: &x []\nz: *x\n" + EarnedValueVerbTests.tasks, to: "pm/projects/crm2.yaml")
        #expect(try await run("baseline", "projects/crm2.yaml", "--approved-by", "ines").status == 78)
        let sections = "lessons: &x [a]\nbaselines: { file: b.yaml }\n"
        try folder.write(EarnedValueVerbTests.tasks + sections, to: "pm/projects/crm2.yaml")
        try folder.write("x: 1\n", to: "pm/projects/b.yaml")
        #expect(try await run("baseline", "projects/crm2.yaml", "--approved-by", "ines").status == 78)
        #expect(FileStatus(folder.path + "/pm/projects/baselines") == nil)
        #expect(before == EarnedValueVerbTests.tasks)
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

    // MARK: While others write too

    /// What is read, what somebody edits then, and what that says.
    static let edits: [(sections: String, path: String, text: String)] = [
        ("", "projects/crm2.yaml", EarnedValueVerbTests.tasks.replacingFirst("10wd", with: "20wd")),
        (
            "baselines: { file: frozen.yaml }\n", "projects/crm2.yaml",
            EarnedValueVerbTests.tasks + "baselines: { file: frozen.yaml }\n#"
        ),
        ("baselines: { file: frozen.yaml }\n", "projects/frozen.yaml", "# approved\n"),
        ("reviews: { file: reviews.yaml }\n", "projects/reviews.yaml", "- { what: plan, on: 2026-12-01 }\n"),
        ("", "people.yaml", EarnedValueVerbTests.people + "ben: { works: 20h/week }\n"),
        ("", "gantry.yaml", "timezone: UTC\nmail_domain: example.org\n"),
    ]

    @Test("a plan that the files no longer have is not frozen, and nothing is left", arguments: edits.indices)
    func changedMeanwhile(index: Int) throws {
        let edit = Self.edits[index]
        for name in ["frozen", "reviews"] { try folder.write("[]\n", to: "pm/projects/\(name).yaml") }
        try folder.write(EarnedValueVerbTests.tasks + edit.sections, to: "pm/projects/crm2.yaml")
        try refusesToFreeze("pm/projects/crm2.yaml", afterWriting: edit.text, to: "pm/\(edit.path)", called: edit.path)
    }

    @Test("the same for a file in no portfolio", arguments: ["alone.yaml", "frozen.yaml"])
    func changedAlone(name: String) throws {
        try folder.makeFolders("alone")
        try folder.write("[]\n", to: "alone/frozen.yaml")
        try folder.write(EarnedValueVerbTests.tasks + "baselines: { file: frozen.yaml }\n", to: "alone/alone.yaml")
        try refusesToFreeze("alone/alone.yaml", afterWriting: "# other\n", to: "alone/\(name)", called: name)
    }

    private func refusesToFreeze(
        _ project: String, afterWriting text: String, to path: String, called name: String
    ) throws {
        let found = try ProjectFileOnDisk.read("\(folder.path)/\(project)", root: nil, as: project)
        #expect(found.changed() == [])
        let day = LocalDate(daysSinceEpoch: 20_770)
        let subject = ReportSubject(found.project, in: found.portfolio, today: day)
        let plan = try BaselinePlan.freezing(subject, id: "B0", date: day, approvedBy: "ines")
        try folder.write(text, to: path)
        let before = Golden.read("\(folder.path)/\(project)")
        let names = FolderListing.names(in: found.folder)
        let failure = try #require(throws: CommandFailure.self) {
            try BaselineFiles(found: found).write(plan, approvedBy: "ines")
        }
        #expect(failure.message == "\(name) has changed meanwhile")
        #expect(failure.hint == "nothing was written; try again")
        #expect(Golden.read("\(folder.path)/\(project)") == before)
        #expect(FolderListing.names(in: found.folder) == names)
    }

    @Test("what changes at the last moment takes the plan's file back, and only what was made")
    func lastMoment() throws {
        for isThere in [false, true] {
            if isThere { try folder.makeFolders("pm/projects/baselines") }
            let path = folder.path + "/pm/projects/crm2.yaml"
            let read = try ProjectFileOnDisk.read(path, root: nil, as: "crm2")
            let looks = Looks()
            let found = ProjectFileOnDisk(
                project: read.project, portfolio: read.portfolio, root: read.root, path: path,
                changed: { looks.next() > 1 ? ["people.yaml", "projects/crm2.yaml"] : [] })
            let day = LocalDate(daysSinceEpoch: 20_770)
            let subject = ReportSubject(found.project, in: found.portfolio, today: day)
            let plan = try BaselinePlan.freezing(subject, id: "B0", date: day, approvedBy: "ines")
            let failure = try #require(throws: CommandFailure.self) {
                try BaselineFiles(found: found).write(plan, approvedBy: "ines")
            }
            #expect(failure.message == "people.yaml, projects/crm2.yaml have changed meanwhile")
            #expect(file("crm2.yaml") == EarnedValueVerbTests.tasks)
            let names = FolderListing.names(in: folder.path + "/pm/projects")
            #expect(names == (isThere ? ["baselines"] : []) + ["crm2.yaml", "pub.yaml"])
            if isThere { #expect(FolderListing.names(in: folder.path + "/pm/projects/baselines") == []) }
        }
    }

    // MARK: Where it may write

    @Test("a link out of the portfolio in the place of the folder is not followed")
    func linkedFolder() async throws {
        try folder.makeFolders("outside")
        let link = folder.path + "/pm/projects/baselines"
        for (target, wanted) in [
            (folder.path + "/outside", "a link that leads out of the portfolio, to "),
            (folder.path + "/none", "a link that leads nowhere"),
        ] {
            #expect(symlink(target, link) == 0)
            let result = try await run("baseline", "crm2", "--approved-by", "ines")
            #expect(result.status == 1)
            #expect(result.text.contains("projects/baselines is \(wanted)"), "\(result.text)")
            #expect(FolderListing.names(in: folder.path + "/outside") == [])
            #expect(file("crm2.yaml") == EarnedValueVerbTests.tasks)
            unlink(link)
        }
        try folder.write("x", to: "pm/projects/baselines")
        let blocked = try await run("baseline", "crm2", "--approved-by", "ines")
        #expect(blocked.text.contains("projects/baselines is a file, and no folder"))
        unlink(link)
        // One that stays inside is a matter of taste.
        try folder.makeFolders("pm/frozen")
        #expect(symlink("../frozen", link) == 0)
        #expect(try await run("baseline", "crm2", "--approved-by", "ines").status == 0)
        #expect(FolderListing.names(in: folder.path + "/pm/frozen") == ["crm2-B0.yaml"])
    }

    @Test(
        "who approved is somebody whom the files know",
        arguments: [
            ("ines", nil), ("asha", nil), ("ben", nil),
            ("inse", "nobody is called 'inse'\n  hint: did you mean 'ines'? else add them to people.yaml, or to team"),
            ("olivia", "nobody is called 'olivia'\n  hint: add them to people.yaml, or to team"),
        ] as [(String, String?)])
    func approver(who: String, message: String?) async throws {
        let result = try await run("baseline", "crm2", "--approved-by", who)
        #expect(result.status == (message == nil ? 0 : 64), "\(result.text)")
        if let message { #expect(result.text.contains(message), "\(result.text)") }
        #expect((file("baselines/crm2-B0.yaml") == nil) == (message != nil))
    }

    @Test("where the files name nobody beside lead and sponsor, anybody may have approved")
    func namesNobody() async throws {
        try folder.write("", to: "pm/people.yaml")
        let lonely = EarnedValueVerbTests.tasks.replacingFirst("team: [asha, ben]\n", with: "")
        try folder.write(lonely, to: "pm/projects/crm2.yaml")
        #expect(try await run("baseline", "crm2", "--approved-by", "olivia").status == 0)
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

/// Counts how often somebody has looked.
private final class Looks: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
