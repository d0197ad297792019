import FoundationEssentials
import GantryCore
import Testing

@testable import GantryDefinitions

@Suite("A second look at what was read")
struct StillTrueTests {
    private static let later: Int64 = 10_000_000_000

    /// Read when all files had been at rest for a while.
    private func read(_ root: TemporaryRoot) -> Definitions {
        let looking = Looking(
            now: Instant(secondsSinceEpoch: 0), settles: false, takesRemovals: true,
            machineTime: { FileMark.machineTime + Self.later })
        return Definitions.load(root: root.path, actions: TemporaryRoot.actions, previous: nil, looking: looking)
    }

    private func whole() throws -> TemporaryRoot {
        let root = try TemporaryRoot()
        try root.write("gantry.yaml", "timezone: UTC\nmail_domain: example.org\n")
        try root.write("projects/one.yaml", TemporaryRoot.project("one", "ledger: [{ file: books/one.csv }]\n"))
        try root.write("projects/books/one.csv", "date,amount,currency,what\n")
        try root.write("workflows/look.yaml", TemporaryRoot.workflow)
        try root.write("stray.yaml", "note: 1\n")
        return root
    }

    @Test("finds that nothing has changed where nothing has")
    func nothingChanged() throws {
        let root = try whole()
        let first = read(root)
        #expect(first.brokenFiles == [] && first.keptLastGood == [])
        #expect(first.looksAsRead)
    }

    @Test(
        "finds every change",
        arguments: [
            "projects/one.yaml", "projects/books/one.csv", "projects/new.yaml", "workflows/new.yaml", "people.yaml",
            "gantry.yaml", "stray.yaml", "stray2.yaml", "projects/books/further.yaml",
        ])
    func changes(_ file: String) throws {
        let root = try whole()
        let first = read(root)
        #expect(first.looksAsRead)
        try root.write(file, "something: else, and longer than what was there\n")
        #expect(!first.looksAsRead)
    }

    @Test("finds what went, what was renamed, and what others may write now")
    func removals() throws {
        let changes: [(TemporaryRoot) throws -> Void] = [
            { try $0.remove("projects/one.yaml") }, { try $0.remove("projects/books/one.csv") },
            { $0.move("workflows/look.yaml", to: "workflows/other.yaml") }, { $0.mode("workflows/look.yaml", 0o666) },
            { $0.mode("projects/books", 0o777) }, { $0.mode("", 0o777) }, { try $0.remove("workflows") },
        ]
        for change in changes {
            let root = try whole()
            let first = read(root)
            #expect(first.looksAsRead)
            try change(root)
            #expect(!first.looksAsRead)
        }
    }

    @Test("takes no word of what had changed just before it was read, is wrong, or stands behind a link")
    func doubt() throws {
        let root = try whole()
        #expect(!root.load().looksAsRead)
        let linked = try whole()
        linked.link("projects/two.yaml", to: "one.yaml")
        #expect(!read(linked).looksAsRead)
        let wrong = try whole()
        try wrong.write("projects/two.yaml", "project: [\n")
        #expect(!read(wrong).looksAsRead)
    }
}
