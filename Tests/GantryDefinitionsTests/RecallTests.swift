import FoundationEssentials
import GantryCore
import GantryProject
import GantryWorkflow
import Testing

@testable import GantryDefinitions

/// What a store keeps between two lives of the daemon.
private struct Kept {
    var versions: [String: GoodVersion]
    var contents: [String: [UInt8]]

    /// Reads a root, and keeps what is good.
    init(_ root: TemporaryRoot) {
        let (definitions, contents) = Definitions.read(
            root: root.path, actions: TemporaryRoot.actions, previous: nil, keepsSettings: false, looking: .once)
        versions = definitions.goodVersions
        self.contents = contents.of(Set(versions.values.flatMap(\.files.values)))
    }

    /// As a new life of the daemon reads it.
    func load(_ root: TemporaryRoot, second: Int = 0) -> Definitions {
        let first = root.load()
        let wanted = first.contentsWanted(for: versions)
        let recalled = first.recalling(versions, contents: contents.filter { wanted.contains($0.key) })
        return Definitions.load(
            root: root.path, actions: TemporaryRoot.actions, previous: recalled,
            looking: Looking(now: Instant(secondsSinceEpoch: Int64(second)), isWhole: { _ in true }))
    }
}

@Suite("The last good version after a restart")
struct RecallTests {
    @Test(
        "stands in for a file that has become wrong, or cannot be read",
        arguments: [
            ("projects/crm2.yaml", "project: ["), ("projects/crm2.yaml", ""), ("projects/crm2/risks.yaml", "- {"),
            ("workflows/deadlines.yaml", "steps: []\n"), ("people.yaml", "asha: [1]\n"),
        ])
    func wrong(file: String, bad: String) throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/crm2/risks.yaml", "- { id: K1, text: Late }\n")
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "risks: { file: crm2/risks.yaml }\n"))
        let kept = Kept(root)
        try root.write(file, bad)
        var now = kept.load(root)
        for _ in 0..<2 {
            #expect(now.diagnostics.hasErrors)
            #expect(now.keptLastGood == [file == "projects/crm2/risks.yaml" ? "projects/crm2.yaml" : file])
            #expect(now.brokenFiles == [])
            #expect(now.portfolio.project("crm2")?.risks.map(\.id) == ["K1"])
            #expect(now.portfolio.project("crm2")?.tasks.map(\.id) == ["build"])
            #expect(now.workflowNames == ["deadlines"])
            #expect(now.portfolio.contact("ben").address == "ben@example.org")
            #expect(now.goodVersions == kept.versions)
            now = root.load(now)
        }
    }

    @Test("holds for what was removed while it was down until its absence has settled")
    func removed() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        let kept = Kept(root)
        try root.remove("projects/shop.yaml")
        let now = kept.load(root)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.files == ["projects/shop.yaml"])
    }

    @Test(
        "tells at the start that all projects are gone: the folder is empty, or not there at all",
        arguments: [true, false])
    func notMounted(isThere: Bool) throws {
        let root = try TemporaryRoot.small()
        let kept = Kept(root)
        root.move("projects", to: "elsewhere")
        if isThere {
            try FileManager.default.createDirectory(atPath: root.path + "/projects", withIntermediateDirectories: false)
        }
        let now = kept.load(root)
        let later = Definitions.load(
            root: root.path, actions: TemporaryRoot.actions, previous: now,
            looking: Looking(now: Instant(secondsSinceEpoch: 1_000)))
        #expect(later.projectIDs == ["crm2"] && later.diagnostics.hasErrors)
        #expect(isThere ? later.away.heldFolders == ["projects"] : later.keptLastGood.contains("projects"))
    }

    @Test("leaves two files of one project in their roles")
    func roles() throws {
        let root = try TemporaryRoot.small()
        let first = Kept(root)
        try root.write("projects/a.yaml", TemporaryRoot.project("crm2", "risks: []\n"))
        #expect(root.load().portfolio.project("crm2")?.position.file == "projects/a.yaml")
        var now = first.load(root)
        for _ in 0..<2 {
            #expect(now.portfolio.project("crm2")?.position.file == "projects/crm2.yaml")
            #expect(now.brokenFiles == ["projects/a.yaml"])
            now = root.load(now)
        }
    }

    @Test("lets changes in that were made while it was down")
    func changed() throws {
        let root = try TemporaryRoot.small()
        let kept = Kept(root)
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "deadline: 2027-03-31\n"))
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        let now = kept.load(root)
        #expect(now.projectIDs == ["crm2", "shop"] && root.said(now) == [])
        #expect(now.portfolio.project("crm2")?.deadline != nil)
    }

    @Test("is left out where its contents are not there any more")
    func lost() throws {
        let root = try TemporaryRoot.small()
        var kept = Kept(root)
        kept.contents = [:]
        try root.write("projects/crm2.yaml", "project: [")
        #expect(kept.load(root).brokenFiles == ["projects/crm2.yaml"])
    }
}
