import FoundationEssentials
import GantryCore
import GantryProject
import GantryTime
import GantryWorkflow
import Testing

@testable import GantryDefinitions

@Suite("The last good version")
struct LastGoodTests {
    @Test(
        "stands in for a file that has become wrong, until it is right again",
        arguments: [
            ("projects/crm2.yaml", "project: crm2\nlead: asha\n"), ("projects/crm2.yaml", "project: ["),
            ("projects/crm2.yaml", "\u{0}"),
            ("projects/crm2.yaml", ""), ("projects/crm2.yaml", "lead: asha\n"), ("projects/crm2.yaml", "- a"),
            ("workflows/deadlines.yaml", "steps: []\n"), ("workflows/deadlines.yaml", ""),
            ("people.yaml", "asha: [1]\n"),
            ("gantry.yaml", "timezone: Mars/Base\n"),
        ])
    func standsIn(file: String, bad: String) throws {
        let root = try TemporaryRoot.small()
        try root.write("gantry.yaml", "timezone: Asia/Tokyo\n")
        let good = root.load()
        #expect(root.said(good) == [])
        try root.write(file, bad)
        var wrong = root.load(good)
        for _ in 0..<2 {
            #expect(wrong.keptLastGood == [file])
            #expect(wrong.brokenFiles == [])
            #expect(wrong.projectIDs == ["crm2"])
            #expect(wrong.workflowNames == ["deadlines"])
            #expect(wrong.settings.timeZone.identifier == "Asia/Tokyo")
            #expect(wrong.portfolio.contact("ben").address == "ben@example.org")
            #expect(wrong.diagnostics.hasErrors)
            #expect(wrong.diagnostics.allSatisfy { $0.position?.file == file })
            // A third reading knows it from the second, which read nothing good.
            wrong = root.load(wrong)
        }
        let fresh = root.load()
        #expect(fresh.keptLastGood == [])
        #expect(
            file == "projects/crm2.yaml" && (bad.isEmpty || bad == "- a" || bad == "lead: asha\n")
                || fresh.brokenFiles == [file])
        try root.write("gantry.yaml", "timezone: Asia/Tokyo\n")
        try root.write("people.yaml", "asha: { email: asha@example.org }\nben: { email: ben@example.org }\n")
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2"))
        try root.write("workflows/deadlines.yaml", TemporaryRoot.workflow)
        let mended = root.load(wrong)
        #expect(root.said(mended) == [])
        #expect(mended.keptLastGood == [])
    }

    @Test("lets go of what was removed")
    func removed() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/shop.yaml", TemporaryRoot.project("shop"))
        try root.write("workflows/b.yaml", TemporaryRoot.workflow)
        let first = root.load()
        try root.remove("projects/shop.yaml")
        try root.remove("workflows/b.yaml")
        let second = root.load(first)
        #expect(second.projectIDs == ["crm2"])
        #expect(second.workflowNames == ["deadlines"])
        #expect(second.keptLastGood == [] && second.brokenFiles == [])
        #expect(!second.definitionFiles.contains(root.path + "/projects/shop.yaml"))
    }

    @Test("follows a file that is renamed")
    func renamed() throws {
        let root = try TemporaryRoot.small()
        let first = root.load()
        root.move("projects/crm2.yaml", to: "projects/new.yaml")
        let second = root.load(first)
        #expect(second.portfolio.project("crm2")?.position.file == "projects/new.yaml")
        #expect(root.said(second) == [])
    }

    @Test("holds while the folder of projects or the whole root is away")
    func away() throws {
        let root = try TemporaryRoot.small()
        let first = root.load()
        root.move("projects", to: "elsewhere")
        let second = root.load(first)
        #expect(second.projectIDs == ["crm2"])
        #expect(second.keptLastGood == ["projects", "projects/crm2.yaml"])
        #expect(
            root.said(second) == [
                "projects:1:1 error the folder projects/ is gone; what was in it holds on | put it back, or to remove all of it: mkdir ROOT/projects && gantry reload"
            ])
        #expect(root.load(second).projectIDs == ["crm2"])
        root.move("elsewhere", to: "projects")
        let third = root.load(root.load(second))
        #expect(root.said(third) == [])
        #expect(third.keptLastGood == [])
        let away = TemporaryRootMove(root)
        let fourth = root.load(third)
        #expect(fourth.projectIDs == ["crm2"] && fourth.workflowNames == ["deadlines"])
        #expect(fourth.brokenFiles == ["."])
        #expect(root.said(fourth) == ["error there is no folder ROOT | make one: gantry init ROOT"])
        away.undo()
        #expect(root.said(root.load(fourth)) == [])
        try root.remove("projects")
        try FileManager.default.createDirectory(atPath: root.path + "/projects", withIntermediateDirectories: false)
        #expect(root.load(third).projectIDs == [])
    }

    @Test("leaves the settings as they were until they are asked for")
    func settings() throws {
        let root = try TemporaryRoot.small()
        try root.write("gantry.yaml", "timezone: Asia/Tokyo\n")
        let first = root.load()
        #expect(root.said(root.load(first, keepsSettings: true)) == [])
        try root.write("gantry.yaml", "timezone: UTC\n")
        let second = root.load(first, keepsSettings: true)
        #expect(second.settings.timeZone.identifier == "Asia/Tokyo")
        #expect(second.portfolio.project("crm2")?.zone.identifier == "Asia/Tokyo")
        #expect(
            root.said(second) == ["gantry.yaml:1:1 note gantry.yaml was changed, and is not taken yet | gantry reload"])
        let third = root.load(second)
        #expect(third.settings.timeZone.identifier == "UTC")
        #expect(third.portfolio.project("crm2")?.zone.identifier == "UTC")
        #expect(root.said(third) == [])
    }

    @Test("is given up as soon as a file that a project includes or waits for changes")
    func includes() throws {
        let root = try TemporaryRoot.small()
        try root.write("projects/crm2.yaml", TemporaryRoot.project("crm2", "risks: { file: crm2/risks.yaml }\n"))
        let first = root.load()
        #expect(first.brokenFiles == ["projects/crm2.yaml"])
        #expect(first.definitionFiles.contains(root.path + "/projects/crm2/risks.yaml"))
        #expect(first.definitionFiles.contains(root.path + "/crm2/risks.yaml"))
        try root.write("projects/crm2/risks.yaml", "- { id: K1, text: Late }\n")
        let second = root.load(first)
        #expect(second.portfolio.project("crm2")?.risks.map(\.id) == ["K1"])
        #expect(second.folders.contains(root.path + "/projects/crm2"))
        try root.write("projects/crm2/risks.yaml", "- { id: K2, text: Late }\n")
        let third = root.load(second)
        #expect(third.portfolio.project("crm2")?.risks.map(\.id) == ["K2"])
        try root.write("people.yaml", "asha: { email: other@example.org }\nben: { email: ben@example.org }\n")
        #expect(root.load(third).portfolio.contact("asha").address == "other@example.org")
    }
}

/// Takes a root away and brings it back.
private struct TemporaryRootMove {
    let from: String
    let to: String

    init(_ root: TemporaryRoot) {
        (from, to) = (root.path, root.path + ".away")
        try? FileManager.default.moveItem(atPath: from, toPath: to)
    }

    func undo() { try? FileManager.default.moveItem(atPath: to, toPath: from) }
}
