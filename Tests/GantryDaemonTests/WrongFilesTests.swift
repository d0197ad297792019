import GantryCore
import GantryDefinitions
import GantryProject
import GantryStore
import Testing

@testable import GantryDaemon

@Suite("Files that stay wrong")
struct WrongFilesTests {
    @Test("degrade the daemon at once, and are told to the project's lead after ten minutes")
    func tenMinutes() async throws {
        let rig = try await FilesRig()
        #expect(await rig.wrong.tell() == nil)
        try await rig.save("projects/crm2.yaml", "project: [")
        let due = await rig.wrong.tell()
        #expect(due == rig.clock.now + .seconds(600))
        #expect(rig.condition.sentences == ["projects/crm2.yaml is wrong, and its last good version stands in"])
        #expect(try await rig.alerts() == [])
        rig.clock.advance(by: .seconds(599))
        _ = await rig.wrong.tell()
        #expect(try await rig.alerts() == [])
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.wrong.tell() == nil)
        #expect(try await rig.alerts() == ["crm2/files/projects/crm2.yaml open"])
        let alert = try #require(try await rig.store.alerts(AlertFilter()).first)
        #expect(try await rig.store.deliveries(ofAlert: alert.id).map(\.recipient.person) == ["asha"])
        try await rig.save("projects/crm2.yaml", FilesRig.project("crm2"))
        _ = await rig.wrong.tell()
        #expect(rig.condition.sentences == [])
        #expect(try await rig.store.alerts(AlertFilter()).isEmpty)
    }

    @Test("are counted on over a restart")
    func restart() async throws {
        let first = try await FilesRig()
        try await first.save("projects/crm2.yaml", "project: [")
        _ = await first.wrong.tell()
        let second = try await FilesRig(root: first.root, store: first.store)
        second.clock.advance(by: .seconds(600))
        _ = await second.wrong.tell()
        #expect(try await second.alerts() == ["crm2/files/projects/crm2.yaml open"])
        #expect(second.definitions.current.portfolio.project("crm2") != nil)
    }

    @Test("are told at the same time as all projects that are gone, which nobody waits for")
    func allGone() async throws {
        let rig = try await FilesRig()
        try await rig.save("projects/crm2.yaml", nil)
        try await rig.save("projects/shop.yaml", nil)
        _ = await rig.wrong.tell()
        #expect(rig.condition.sentences == [])
        rig.clock.advance(by: .seconds(10))
        await rig.reload()
        _ = await rig.wrong.tell()
        #expect(rig.condition.sentences == ["all projects are gone, and what they said holds on"])
        #expect(try await rig.alerts() == ["portfolio/files/projects open"])
        #expect(rig.definitions.current.portfolio.projects.count == 2)
        await rig.definitions.reload(.everything)
        _ = await rig.wrong.tell()
        let ended = try #require(try await rig.store.alerts(AlertFilter(includesResolved: true)).first)
        #expect(ended.resolution == "the projects are taken as removed, as gantry reload asked")
        #expect(rig.condition.sentences == [])
        #expect(rig.definitions.current.portfolio.projects.isEmpty)
        #expect(try await rig.store.alerts(AlertFilter()).isEmpty)
    }
}
