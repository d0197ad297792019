import FoundationEssentials
import GantryCore
import GantryProject
import GantryWorkflow
import Glibc
import Testing

@testable import GantryDefinitions

private let start = Instant(secondsSinceEpoch: 1_800_000_000)

private func after(_ seconds: Int) -> Instant { start + .seconds(seconds) }

extension TemporaryRoot {
    fileprivate func look(
        _ previous: Definitions?, _ second: Int, takesRemovals: Bool = false, writing: Set<String> = [],
        whole: Set<String>? = nil
    ) -> Definitions {
        let absolute = { (name: String) in "\(self.path)/\(name)" }
        let (writing, whole) = (Set(writing.map(absolute)), whole.map { Set($0.map(absolute)) })
        return Definitions.load(
            root: path, actions: Self.actions, previous: previous,
            looking: Looking(
                now: after(second), takesRemovals: takesRemovals, isBeingWritten: { writing.contains($0) },
                isWhole: { whole?.contains($0) ?? true }))
    }
}

@Suite("Definitions that are on their way")
struct SettlingTests {
    @Test(
        "what is away keeps its last good version for ten seconds, and is gone then",
        arguments: ["projects/shop.yaml", "workflows/b.yaml"])
    func away(file: String) throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        try root.write("workflows/b.yaml", TemporaryRoot.workflow)
        var now = root.look(nil, 0)
        root.move(file, to: "elsewhere")
        for second in [1, 5, 10] {
            now = root.look(now, second)
            #expect(now.projectIDs == ["crm2", "shop"] && now.workflowNames == ["b", "deadlines"])
            #expect(now.away.files == [file] && now.away.settlesAt == after(11))
            #expect(now.keptLastGood == [] && now.brokenFiles == [] && root.said(now) == [])
            #expect(now.isWaiting(file))
        }
        now = root.look(now, 11)
        #expect(now.projectIDs.count + now.workflowNames.count == 3)
        #expect(now.away == Away())
        root.move("elsewhere", to: file)
        now = root.look(now, 12)
        #expect(now.projectIDs == ["crm2", "shop"] && now.workflowNames == ["b", "deadlines"])
    }

    @Test("what comes back in time is told, though its bytes are the same")
    func back() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        let first = root.look(nil, 0)
        root.move("projects/shop.yaml", to: "projects/shop.yaml~")
        let second = root.look(first, 1)
        root.move("projects/shop.yaml~", to: "projects/shop.yaml")
        let third = root.look(second, 2)
        #expect(third.returnedProjects == ["shop"] && third.away.files == [])
        #expect(third.revisions == first.revisions)
        #expect(root.look(third, 3).returnedProjects == [])
    }

    @Test("a project whose file is renamed is at its new place at once")
    func renamed() throws {
        let root = try TemporaryRoot.small()
        let first = root.look(nil, 0)
        root.move("projects/crm2.yaml", to: "projects/new.yaml")
        root.move("workflows/deadlines.yaml", to: "workflows/dates.yaml")
        let second = root.look(first, 1)
        #expect(second.portfolio.project("crm2")?.position.file == "projects/new.yaml")
        #expect(second.away.files == [])
        #expect(second.workflowNames == ["dates"])
    }

    @Test("a workflow that is renamed and edited at once stands beside the new one until its absence has settled")
    func renamedAndEdited() throws {
        let root = try TemporaryRoot.small()
        let first = root.look(nil, 0)
        root.move("workflows/deadlines.yaml", to: "workflows/dates.yaml")
        let text = try String(contentsOfFile: root.path + "/workflows/dates.yaml", encoding: .utf8)
        try root.write("workflows/dates.yaml", "# edited\n" + text)
        let second = root.look(first, 1)
        #expect(second.away.files == ["workflows/deadlines.yaml"])
        #expect(second.workflowNames == ["dates", "deadlines"])
        #expect(root.look(second, 11).workflowNames == ["dates"])
    }

    @Test("removals are taken at once where somebody asks for it")
    func asked() throws {
        let root = try TemporaryRoot.small()
        let first = root.look(nil, 0)
        try root.remove("projects/crm2.yaml")
        #expect(root.look(first, 1, takesRemovals: true).projectIDs == [])
    }

    @Test("all projects gone at once is trouble, for as long as nobody says that it is meant so")
    func allGone() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        var now = root.look(nil, 0)
        root.move("projects/crm2.yaml", to: "crm2")
        root.move("projects/shop.yaml", to: "shop")
        now = root.look(now, 1)
        #expect(now.away.heldFolders == [])
        for second in [11, 1_000, 100_000] {
            now = root.look(now, second)
            #expect(now.projectIDs == ["crm2", "shop"] && now.away.heldFolders == ["projects"])
            #expect(
                root.said(now) == [
                    "projects:1:1 error all projects are gone, 2 of them; what they said holds on | put them back, or where they are meant to be gone: gantry reload"
                ])
        }
        let asked = root.look(now, 100_001, takesRemovals: true)
        #expect(asked.projectIDs == [] && asked.away.heldFolders == [])
        #expect(root.look(asked, 100_002).projectIDs == [])
        root.move("crm2", to: "projects/crm2.yaml")
        now = root.look(now, 100_001)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.heldFolders == [])
        #expect(now.returnedProjects == ["crm2"])
        #expect(root.look(now, 100_011).projectIDs == ["crm2"])
    }

    @Test(
        "projects that leave one after another until none is there are gone at once, and those that come back are too")
    func oneAfterAnother() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        var now = root.look(nil, 0)
        root.move("projects/crm2.yaml", to: "crm2")
        now = root.look(now, 1)
        root.move("projects/shop.yaml", to: "shop")
        now = root.look(now, 8)
        now = root.look(now, 12)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.heldFolders == [])
        #expect(now.away.settlesAt == after(18))
        now = root.look(now, 18)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.heldFolders == ["projects"])
        // A volume that is mounted, a branch that is taken out: the first file is there before the last.
        root.move("crm2", to: "projects/crm2.yaml")
        now = root.look(now, 1_000)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.heldFolders == [])
        root.move("shop", to: "projects/shop.yaml")
        now = root.look(now, 1_009)
        #expect(now.projectIDs == ["crm2", "shop"] && now.away.files == [])
        root.move("projects/shop.yaml", to: "shop")
        now = root.look(now, 2_000)
        #expect(root.look(now, 2_010).projectIDs == ["crm2"])
    }

    @Test(
        "half a file is not read, be it known or found out; what it said holds on",
        arguments: ["projects/crm2.yaml", "workflows/deadlines.yaml", "people.yaml", "projects/crm2/risks.yaml"],
        [true, false])
    func halfWritten(file: String, isKnown: Bool) throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/crm2/risks.yaml", "- { id: K1, text: Late }\n")
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "risks: { file: crm2/risks.yaml }\n"))
        let first = root.look(nil, 0)
        #expect(root.said(first) == [])
        let whole = try String(contentsOfFile: "\(root.path)/\(file)", encoding: .utf8)
        try root.write(file, "x: [")
        let half = root.look(first, 1, writing: isKnown ? [file] : [], whole: isKnown ? nil : [])
        #expect(root.said(half) == [] && half.keptLastGood == [] && half.brokenFiles == [])
        #expect(half.projectIDs == ["crm2"] && half.workflowNames == ["deadlines"])
        #expect(half.portfolio.project("crm2")?.risks.map(\.id) == ["K1"])
        #expect(half.portfolio.contact("ben").address == "ben@example.org")
        #expect(half.away.settlesAt != nil && half.isWaiting(file))
        try root.write(file, whole)
        let closed = root.look(half, 2, whole: [file])
        #expect(root.said(closed) == [] && !closed.isWaiting(file) && closed.away.settlesAt == nil)
        try root.write(file, "x: [")
        #expect(root.look(closed, 3, whole: [file]).diagnostics.hasErrors)
    }

    @Test("a file that is new and half written is not there yet")
    func newAndHalf() throws {
        let root = try TemporaryRoot.small()
        let first = root.look(nil, 0)
        try root.write("projects/shop.yaml", "project: shop\nlead: [")
        let half = root.look(first, 1, whole: [])
        #expect(half.projectIDs == ["crm2"] && root.said(half) == [] && half.brokenFiles == [])
        #expect(half.away.settlesAt == after(2))
    }

    @Test("a file that nobody told of is read once it has rested")
    func rested() throws {
        let root = try TemporaryRoot.small()
        let first = root.look(nil, 0)
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        #expect(root.look(first, 1, whole: []).projectIDs == ["crm2"])
        var times = [timespec(), timespec()]
        clock_gettime(CLOCK_REALTIME, &times[0])
        times[0].tv_sec -= 60
        times[1] = times[0]
        utimensat(AT_FDCWD, "\(root.path)/projects/shop.yaml", times, 0)
        // Its status has changed just now, too; only time brings that to rest, and a word that it is whole.
        #expect(root.look(first, 2, whole: ["projects/shop.yaml"]).projectIDs == ["crm2", "shop"])
    }

    @Test("names that are no text, or in capitals, are said")
    func skippedNames() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/CRM.YAML", TemporaryRoot.project("crm"))
        let name: [CChar] = Array("\(root.path)/projects/b?d.yaml\0".utf8).map {
            $0 == UInt8(ascii: "?") ? CChar(bitPattern: 0xE9) : CChar(bitPattern: $0)
        }
        close(open(name, O_CREAT | O_WRONLY, 0o644))
        #expect(
            root.said(root.load()) == [
                "projects:1:1 warning projects/b?d.yaml is not read: its name is not UTF-8 | give it another name",
                "projects/CRM.YAML:1:1 warning projects/CRM.YAML is not read: names of files end in .yaml or .yml | mv ROOT/projects/CRM.YAML ROOT/projects/CRM.yaml",
            ])
    }

    @Test("links that lead to definitions are known, with where they end")
    func links() throws {
        let root = try TemporaryRoot.small()
        root.move("projects", to: "..2026_1")
        root.link("..data", to: "..2026_1")
        root.link("projects", to: "..data")
        let now = root.look(nil, 0)
        #expect(now.projectIDs == ["crm2"])
        #expect(now.links.isSuperset(of: ["\(root.path)/..data", "\(root.path)/projects"]))
        #expect(now.definitionFiles.contains("\(root.path)/..2026_1/crm2.yaml"))
        #expect(now.folders.isSuperset(of: [root.path, "\(root.path)/..2026_1"]))
    }
}
