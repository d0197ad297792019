import GRDB
import GantryCore
import GantryStore
import StoreContract
import Testing

@testable import GantrySQLite

@Suite("Texts that stand once")
struct TextBookTests {
    @Test("a text goes with the last run that names it, but for one that is named again meanwhile")
    func sweeps() async throws {
        let store = try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite")
        _ = try await store.join(node, at: start)
        func end(_ key: String, _ finding: Finding, at now: Instant) async throws -> Run {
            let run = try await store.claimedRun(key)
            var step = StepRecord(run: run.id, id: "check", action: "a", inputs: [:], startedAt: now)
            (step.state, step.findings, step.finishedAt) = (.succeeded, [finding], now)
            let tenure = try #require(Tenure(run))
            _ = try await store.finishStep(step, tenure, ending: RunEnd(.succeeded), scope) { _ in AlertChanges() }
            return run
        }
        func texts() async throws -> Int {
            try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM texts") ?? 0 }
        }
        let later = start + .seconds(86_400)
        _ = try await end("old", finding("tasks/old"), at: start)
        _ = try await end("new", finding("tasks/new"), at: later)
        // Inputs and output of all, two findings, and a list of each.
        #expect(try await texts() == 6)
        let keeping = Keeping(occurrences: start, runs: later, deliveries: start)
        #expect(try await store.prune(keeping) == 1)
        #expect(try await texts() == 4)
        // As in a sweep that has looked already when the finding comes again.
        _ = try await end("again", finding("tasks/old"), at: start)
        #expect(try await store.prune(keeping) == 1)
        let before = try await end("before", finding("tasks/old"), at: start)
        #expect(try await store.write { _, state in state.texts.beginSweep() })
        #expect(try await !store.write { _, state in state.texts.beginSweep() }, "one is under way")
        try await store.write { db, _ in try db.run("DELETE FROM steps WHERE run = ?", [before.id]) }
        let unnamed = try await store.read { try TextBook.unnamed($0) }
        #expect(unnamed.count == 2)
        let during = try await end("during", finding("tasks/old"), at: later)
        try await store.write { db, state in try state.texts.remove(unnamed, db) }
        try await store.write { _, state in state.texts.endSweep() }
        #expect(try await store.steps(ofRun: during.id).first?.findings == [finding("tasks/old")])
        #expect(try await texts() == 6)
    }
}
