import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryProject
import GantryStore
import GantryWorkflow
import Testing

@testable import GantryDaemon

@Suite("The trigger on changed projects")
struct ProjectsWatchTests {
    private let workflow = Workflow(
        name: "deadlines", description: nil, triggers: [], mode: .queue, steps: [], alerts: .none,
        position: SourcePosition(file: "w.yaml", line: 1, column: 1))

    private func watch(_ rig: FilesRig, isFirst: Bool = false) async throws -> ProjectsWatch {
        let memory = try await rig.store.memory(workflow: "deadlines", trigger: "project changed")
        let (watch, baseline) = ProjectsWatch.begin(
            ProjectTrigger(settle: .zero), of: workflow, trigger: "project changed", memory: memory,
            current: rig.definitions.current, isFirst: isFirst)
        if let baseline { _ = try await rig.store.admit(baseline, at: rig.clock.now) }
        return watch
    }

    /// The payload that the trigger fires with; nil where it does not.
    private func look(_ watch: inout ProjectsWatch, _ rig: FilesRig) async throws -> Value? {
        let firing = watch.look(at: rig.definitions.current, rig.definitions.takeNews(), now: rig.clock.now)
        guard let firing else { return nil }
        let admission = try await rig.store.admit(firing, at: rig.clock.now)
        // One that waits already looks at it, too.
        guard !(admission.queued + admission.joined).isEmpty else { return nil }
        return firing.occurrences.first?.occurrence.payload
    }

    @Test("tells which projects changed, and what they say otherwise")
    func changes() async throws {
        let rig = try await FilesRig()
        var watch = try await watch(rig, isFirst: true)
        #expect(try await look(&watch, rig) == nil)
        try await rig.save("projects/crm2.yaml", FilesRig.project("crm2", "deadline: 2027-03-31\n"))
        try await rig.save("projects/crm2.yaml", FilesRig.project("crm2", "deadline: 2027-04-15\n"))
        let payload = try await look(&watch, rig)
        #expect(payload?["projects"] == ["crm2"] && payload?["count"] == 1)
        #expect(
            payload?["changes"] == [
                [
                    "project": "crm2", "path": "deadline", "from": .null, "to": "2027-04-15",
                    "at": "projects/crm2.yaml:5",
                ]
            ])
        try await rig.save("projects/crm2.yaml", FilesRig.project("crm2", "# later\ndeadline:   2027-04-15\n"))
        #expect(try await look(&watch, rig) == nil)
    }

    @Test("tells after a restart what was changed while the daemon was down, and only that")
    func restart() async throws {
        let first = try await FilesRig()
        var watch = try await watch(first, isFirst: true)
        #expect(try await look(&watch, first) == nil)
        let same = try await FilesRig(root: first.root, store: first.store)
        var second = try await self.watch(same)
        #expect(try await look(&second, same) == nil)
        try FilesRig.project("shop", "deadline: 2027-03-31\n").write(
            toFile: first.root + "/projects/shop.yaml", atomically: false, encoding: .utf8)
        let changed = try await FilesRig(root: first.root, store: first.store)
        var third = try await self.watch(changed)
        let payload = try await look(&third, changed)
        #expect(payload?["projects"] == ["shop"])
        #expect(payload?["changes"].list?.first?["to"] == "2027-03-31")
    }

    @Test("looks at everything once where it is new, but not at the very first start")
    func new() async throws {
        let rig = try await FilesRig()
        var first = try await watch(rig, isFirst: true)
        #expect(try await look(&first, rig) == nil)
        let other = Workflow(
            name: "renamed", description: nil, triggers: [], mode: .queue, steps: [], alerts: .none,
            position: workflow.position)
        var (new, _) = ProjectsWatch.begin(
            ProjectTrigger(settle: .zero), of: other, trigger: "project changed", memory: TriggerMemory(),
            current: rig.definitions.current, isFirst: false)
        #expect(try await look(&new, rig)?["projects"] == ["crm2", "shop"])
    }

    @Test("looks at everything again when its workflow is another, as after a step was renamed")
    func looker() async throws {
        let rig = try await FilesRig()
        try await rig.save("workflows/deadlines.yaml", "triggers: [manual]\nsteps: [{ id: a, action: none }]\n")
        var watch = try await watch(rig, isFirst: true)
        #expect(try await look(&watch, rig) == nil)
        try await rig.save("workflows/deadlines.yaml", "triggers: [manual]\nsteps: [{ id: b, action: none }]\n")
        #expect(try await look(&watch, rig)?["projects"] == ["crm2", "shop"])
        var restarted = try await self.watch(rig)
        #expect(try await look(&restarted, rig) == nil)
    }

    @Test("looks again at a project that was away, though its bytes are the same")
    func away() async throws {
        let rig = try await FilesRig()
        var watch = try await watch(rig, isFirst: true)
        _ = try await look(&watch, rig)
        let text = FilesRig.project("crm2")
        try await rig.save("projects/crm2.yaml", nil)
        #expect(try await look(&watch, rig) == nil)
        try await rig.save("projects/crm2.yaml", text)
        #expect(try await look(&watch, rig)?["projects"] == ["crm2"])
        try await rig.save("projects/crm2.yaml", nil)
        rig.clock.advance(by: .seconds(10))
        await rig.reload()
        #expect(rig.definitions.current.portfolio.projects.map(\.id) == ["shop"])
        #expect(try await look(&watch, rig) == nil)
        try await rig.save("projects/crm2.yaml", text)
        #expect(try await look(&watch, rig)?["projects"] == ["crm2"])
    }

    @Test("fires for the projects that name a person of whom something else is said, and tells just that")
    func people() async throws {
        let rig = try await FilesRig()
        try await rig.save("people.yaml", "gina: { email: gina@example.org }\n")
        try await rig.save("projects/shop.yaml", FilesRig.project("shop", "team: [gina]\n"))
        var watch = try await watch(rig, isFirst: true)
        #expect(try await look(&watch, rig) == nil)
        try await rig.save("people.yaml", "gina: { email: gina@example.org }\niris: { email: iris@example.org }\n")
        #expect(try await look(&watch, rig) == nil, "nobody names iris")
        try await rig.save("people.yaml", "gina: { email: gina@example.com }\niris: { email: iris@example.org }\n")
        let payload = try #require(try await look(&watch, rig))
        #expect(payload["projects"] == ["shop"])
        let changes = try #require(payload["changes"].list)
        #expect(changes.map { $0["path"] } == ["people.gina.email"])
        #expect(changes.map { $0["from"] } == ["gina@example.org"])
    }
}
