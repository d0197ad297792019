import FoundationEssentials
import GantryCore
import GantryProject
import GantryWorkflow
import Testing

@testable import GantryDefinitions

extension TemporaryRoot {
    /// As the daemon reads: removals settle, and what is new is whole.
    ///
    /// - Parameter isRested: whether it reads two seconds later, by the machine's clock, so that all that was written has
    ///   come to rest.
    fileprivate func read(
        _ previous: Definitions?, saved: [String]? = nil, isRested: Bool = true
    ) -> (definitions: Definitions, contents: ReadContents) {
        Definitions.read(
            root: path, actions: Self.actions, previous: previous, keepsSettings: previous != nil,
            looking: Looking(
                now: Instant(secondsSinceEpoch: 1_800_000_000), isWhole: { _ in true },
                machineTime: { FileMark.machineTime + (isRested ? 2_000_000_000 : 0) }),
            saved: saved.map { Set($0.map { "\(path)/\($0)" }) })
    }

    fileprivate static func many(_ count: Int = 50) throws -> TemporaryRoot {
        let root = try TemporaryRoot.small()
        for number in 1...count { try root.write("projects/p\(number).yaml", project("p\(number)")) }
        try root.write(
            "projects/books/b.yaml",
            project("b", "budget: 100.00 EUR\nledger: [{ file: b.csv }]\nrisks: { file: risks.yaml }\n"))
        try root.write("projects/books/b.csv", "date,amount,currency,what\n2026-10-02,10.00,EUR,Seats\n")
        try root.write("projects/books/risks.yaml", "- { id: K1, text: Late }\n")
        return root
    }
}

@Suite("A save among many projects")
struct NarrowReadingTests {
    @Test("opens the file that was saved, and no other")
    func oneFile() throws {
        let root = try TemporaryRoot.many()
        let first = root.read(nil)
        #expect(root.said(first.definitions) == [])
        try root.write("projects/p7.yaml", TemporaryRoot.project("p7", "deadline: 2027-01-01\n"))
        let second = root.read(
            first.definitions, saved: ["projects/p7.yaml", "projects/p7.yaml~", "projects/gone.yaml"])
        #expect(second.contents.opened == ["projects/p7.yaml"])
        #expect(second.definitions.reread?.projects.map(\.id) == ["p7"])
        #expect(second.definitions.reread?.files == ["projects/p7.yaml"])
        #expect(second.definitions.portfolio.project("p7")?.deadline?.value.description == "2027-01-01")
    }

    @Test(
        "opens with a file that projects name the projects that name it",
        arguments: [
            ("projects/books/b.csv", "date,amount,currency,what\n2026-10-02,12.00,EUR,Seats\n"),
            ("projects/books/risks.yaml", "- { id: K1, text: Later }\n"),
        ])
    func namedFile(file: String, text: String) throws {
        let root = try TemporaryRoot.many()
        let first = root.read(nil)
        try root.write(file, text)
        let second = root.read(first.definitions, saved: [file])
        #expect(second.definitions.reread?.projects.map(\.id) == ["b"])
        #expect(
            second.contents.opened == ["projects/books/b.csv", "projects/books/b.yaml", "projects/books/risks.yaml"])
        #expect(second.definitions.portfolio.projects == root.read(nil).definitions.portfolio.projects)
    }

    @Test("looking at everything opens what changed, and nothing where nothing did")
    func everything() throws {
        let root = try TemporaryRoot.many()
        try root.write("stray.yaml", TemporaryRoot.project("stray"))
        let first = root.read(nil)
        let second = root.read(first.definitions)
        #expect(second.contents.opened == [])
        #expect(second.definitions.portfolio.projects == first.definitions.portfolio.projects)
        #expect(second.definitions.diagnostics == first.definitions.diagnostics)
        try root.write("projects/p7.yaml", TemporaryRoot.project("p7", "deadline: 2027-01-01\n"))
        #expect(root.read(second.definitions).contents.opened == ["projects/p7.yaml"])
    }

    /// What may be saved, by what it is.
    private static let saves: [(file: String, text: String?)] = [
        ("projects/p3.yaml", TemporaryRoot.project("p3", "deadline: 2027-01-01\n")),
        ("projects/p3.yaml", TemporaryRoot.project("p3")),
        ("projects/p3.yaml", TemporaryRoot.project("p3", "tasks:\n  - t: 3wd nobody due 2026-12-18\n")),
        ("projects/p3.yaml", TemporaryRoot.project("p3", "people: { zoe: { name: Zoe } }\nsponsor: zoe\n")),
        ("projects/p3.yaml", TemporaryRoot.project("p3", "nonsense: 1\n")),
        ("projects/p3.yaml", TemporaryRoot.project("renamed")),
        ("projects/p3.yaml", TemporaryRoot.project("p4")),
        ("projects/p3.yaml", TemporaryRoot.project("p3", "risks: { file: risks3.yaml }\n")),
        ("projects/risks3.yaml", "- { id: K3, text: Late }\n"),
        ("projects/risks3.yaml", "- { id: K3, text: Later }\n"),
        ("projects/risks3.yaml", "- { id: K3, tekst: Later }\n"),
        ("projects/p5.yaml", nil),
        ("projects/new.yaml", TemporaryRoot.project("new")),
        ("projects/books/b.csv", "date,amount,currency,what\n2026-10-02,99.00,EUR,Seats\n2026-10-02,x,EUR,Bad\n"),
        ("projects/books/b.csv", "date,amount,currency,what\n2026-10-02,99.00,EUR,Seats\n"),
        ("projects/notes.txt", "nothing"),
        ("workflows/b.yaml", TemporaryRoot.workflow),
        ("people.yaml", "asha: { email: asha@example.org }\nben: {}\n"),
    ]

    @Test("whatever is saved in whatever order, a narrow reading gives what a whole one gives", arguments: 1...20)
    func sameAsWhole(seed: UInt64) throws {
        var random = Random(state: seed)
        let root = try TemporaryRoot.many(8)
        var (narrow, whole) = (root.read(nil).definitions, root.read(nil).definitions)
        for step in 0..<25 {
            let save = Self.saves[step == 0 ? 0 : Int(random.next() % UInt64(Self.saves.count))]
            if let text = save.text { try root.write(save.file, text) } else { try? root.remove(save.file) }
            narrow = root.read(narrow, saved: [save.file], isRested: false).definitions
            whole = root.read(whole, isRested: false).definitions
            #expect(step > 0 || narrow.reread != nil)
            #expect(narrow.portfolio.projects == whole.portfolio.projects)
            #expect(narrow.workflows == whole.workflows)
            #expect(narrow.diagnostics == whole.diagnostics, "\(save.file)")
            #expect(narrow.revisions == whole.revisions && narrow.sharedRevision == whole.sharedRevision)
            #expect(narrow.goodVersions == whole.goodVersions)
            #expect(narrow.keptLastGood == whole.keptLastGood && narrow.brokenFiles == whole.brokenFiles)
            #expect(narrow.away.files == whole.away.files && narrow.folders == whole.folders)
            #expect(narrow.definitionFiles == whole.definitionFiles && narrow.links == whole.links)
        }
    }

    @Test("very many YAML files in the root are told of in one line, and none of them is opened")
    func strays() throws {
        let root = try TemporaryRoot.many(2)
        for number in 0..<300 { try root.write("stray\(number).yaml", TemporaryRoot.project("s\(number)")) }
        let read = root.read(nil)
        #expect(
            root.said(read.definitions) == [
                "stray0.yaml:1:1 warning stray0.yaml and 299 more YAML files beside it are not read"
                    + " | projects stand in projects/, workflows in workflows/"
            ])
        #expect(!read.contents.opened.contains { $0.hasPrefix("stray") })
        try root.write("projects/p1.yaml", TemporaryRoot.project("p1", "deadline: 2027-01-01\n"))
        let saved = root.read(read.definitions, saved: ["projects/p1.yaml", "stray7.yaml"])
        #expect(saved.contents.opened == ["projects/p1.yaml"])
    }
}

/// Numbers that are the same at each run.
private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 33)) >> 11
    }
}
