import GantryCore
import GantryEngine
import GantryStore
import GantryTestSupport
import Testing

/// What a person ends, and what a run costs the store.
@Suite("Runs that are ended, and those that end")
struct CancelTests {
    private let rig = Rig()

    @Test("a run that is under way is cancelled within its step, with who did it")
    func underWay() async throws {
        let begun = Collector<String>()
        let slow = Probe(name: "a") { [rig] _ in
            begun.add("begun")
            try await rig.clock.sleep(until: morning + .seconds(3600))
            return ActionResult()
        }
        let engine = rig.engine([step("a")], [slow])
        let id = try #require(try await engine.submit(rig.firing("1")).queued.first).id
        async let ended = rig.finish(engine, id)
        await begun.wait { !$0.isEmpty }
        #expect(try await engine.cancel(id, by: "asha") != nil)
        let run = try await ended
        #expect(run.state == .cancelled && run.error?.contains("cancelled by asha") == true)
        #expect(await rig.store.ledger(LedgerFilter(workflow: "w")).map(\.verdict) == [.ran])
    }

    @Test("one that waits never begins, and is dropped")
    func waiting() async throws {
        let engine = rig.engine([step("a")], [Probe(name: "a") { _ in ActionResult() }])
        try await engine.join()
        let id = try #require(try await engine.submit(rig.firing("1")).queued.first).id
        let run = try #require(try await engine.cancel(id, by: "asha"))
        #expect(run.state == .cancelled && run.startedAt == nil)
        #expect(await rig.store.ledger(LedgerFilter(workflow: "w")).map(\.reason) == ["cancelled by asha"])
        #expect(try await engine.cancel(99, by: "asha") == nil)
    }

    @Test("what waits of a workflow whose file is not there waits on, and ends when the workflow is gone")
    func absent() async throws {
        let definitions = EngineDefinitions(
            workflows: [], actions: [], directory: Office(), channels: [], projects: [:],
            defaultPolicy: .init(isOn: false, to: [], via: [], fallback: "lead"))
        let engine = rig.engine { definitions }
        try await engine.join()
        let id = try #require(try await engine.submit(rig.firing("1")).queued.first).id
        async let working: Void = engine.run()
        while await rig.store.run(id)?.fence != 1 { await Task.yield() }
        while await rig.store.run(id)?.owner != nil { await Task.yield() }
        #expect(await rig.store.run(id)?.state == .queued)
        try await engine.removed("w")
        #expect(await rig.store.ledger(LedgerFilter(workflow: "w")).map(\.verdict) == [.dropped])
        engine.stop()
        await working
    }
}
