// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryCore
import GantryStore
import Testing

/// Runs and steps, and what triggers remember.
enum RunContract {
    static let rules = [
        StoreRule("admits an occurrence once, however often it is seen", admitsOnce),
        StoreRule(
            "keeps a missed occurrence missed, but for one that a clock ahead of the time had judged", recordsMissed),
        StoreRule("drops an occurrence of a single workflow while a run is under way", overlaps),
        StoreRule("remembers cursor and entries of a trigger, and forgets an entry", remembers),
        StoreRule("keeps a run's life and its steps in their order", keepsSteps),
        StoreRule("lists runs newest first, by workflow and state", listsRuns),
        StoreRule("knows the newest run of each workflow, and which have one that has not ended", newestRuns),
    ]

    private static func admitsOnce(kind: StoreKind) async throws {
        let store = try await kind.make()
        let first = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)
        let second = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)
        #expect(first.queued.map(\.state) == [.queued])
        #expect(second == Admission())
        #expect(try await store.unfinishedRuns() == first.queued)
        #expect(try await store.places(of: "deadlines") == Places(busy: 0, waiting: 1))
        #expect(try await store.places(of: "other") == Places(busy: 0, waiting: 0))
        #expect(try await store.run(first.queued[0].id)?.occurrence == occurrence("a"))
    }

    private static func recordsMissed(kind: StoreKind) async throws {
        let store = try await kind.make()
        let missed = PlannedOccurrence(occurrence("a"), verdict: .missed, reason: "down")
        #expect(try await store.admit(firing([missed]), at: start).queued.isEmpty)
        #expect(try await store.unfinishedRuns().isEmpty)
        // Seen again by a machine that knows no more: what was judged stays so.
        #expect(try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start).queued.isEmpty)
        let later = start + .seconds(5 * 3600)
        let wrong = PlannedOccurrence(occurrence("b", observedAt: later), verdict: .missed, reason: "set over it")
        #expect(try await store.admit(firing([wrong]), at: later).queued.isEmpty)
        #expect(try await store.admit(firing([PlannedOccurrence(occurrence("b"))]), at: start).queued.count == 1)
        #expect(try await store.admit(firing([PlannedOccurrence(occurrence("b"))]), at: start).queued.isEmpty)
    }

    private static func overlaps(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.admit(firing([PlannedOccurrence(occurrence("a"))], mode: .single), at: start)
        let run = try await store.claimRuns(Claimant(node, limit: 1), at: start)[0]
        #expect(
            try await store.admit(firing([PlannedOccurrence(occurrence("b"))], mode: .single), at: start).queued.isEmpty
        )
        _ = try await store.finishRun(try #require(Tenure(run)), RunEnd(.succeeded), at: start)
        #expect(
            try await store.admit(firing([PlannedOccurrence(occurrence("c"))], mode: .single), at: start).queued.count
                == 1)
    }

    private static func remembers(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.memory(workflow: "w", trigger: "t") == TriggerMemory())
        func remember(_ cursor: String?, _ entries: [String: String?]) async throws {
            let firing = Firing(
                workflow: "w", trigger: "t", occurrences: [], mode: .queue, cursor: cursor, entries: entries)
            _ = try await store.admit(firing, at: start)
        }
        try await remember("1", ["a": "x", "b": "y"])
        try await remember(nil, ["a": nil, "b": "z"])
        #expect(try await store.memory(workflow: "w", trigger: "t") == TriggerMemory(cursor: "1", entries: ["b": "z"]))
        #expect(try await store.memory(workflow: "w", trigger: "u") == TriggerMemory())
    }

    private static func keepsSteps(kind: StoreKind) async throws {
        let store = try await kind.make()
        let run = try await store.claimedRun()
        let tenure = try #require(Tenure(run))
        for id in ["z", "a"] {
            var step = StepRecord(run: run.id, id: id, action: "log", inputs: ["n": 1], startedAt: start)
            #expect(try await store.beginStep(step, tenure) == .accepted)
            (step.state, step.output, step.finishedAt) = (.succeeded, ["ok": true], start + .seconds(2))
            step.findings = [finding()]
            #expect(
                try await store.finishStep(step, tenure, ending: nil, scope) { _ in AlertChanges() }
                    == .done(AlertChanges()))
        }
        _ = try await store.finishRun(tenure, RunEnd(.failed, error: "why"), at: start + .seconds(3))
        let stored = try #require(try await store.run(run.id))
        #expect(stored.state == .failed && stored.error == "why" && stored.owner == nil)
        #expect(stored.startedAt == start && stored.finishedAt == start + .seconds(3))
        let steps = try await store.steps(ofRun: run.id)
        #expect(steps.map(\.id) == ["z", "a"])
        #expect(steps[0].output == ["ok": true] && steps[0].inputs == ["n": 1] && steps[0].findings == [finding()])
    }

    private static func listsRuns(kind: StoreKind) async throws {
        let store = try await kind.make()
        for key in ["a", "b", "c"] {
            _ = try await store.admit(firing([PlannedOccurrence(occurrence(key))]), at: start)
        }
        let run = try await store.claimRuns(Claimant(node, limit: 1), at: start)[0]
        _ = try await store.finishRun(try #require(Tenure(run)), RunEnd(.succeeded), at: start)
        #expect(try await store.runs(RunFilter()).map(\.id) == [3, 2, 1])
        #expect(try await store.runs(RunFilter(limit: 1)).map(\.id) == [3])
        #expect(try await store.runs(RunFilter(state: .succeeded)).map(\.id) == [1])
        #expect(try await store.runs(RunFilter(state: .queued)).map(\.id) == [3, 2])
        #expect(try await store.runs(RunFilter(workflow: "deadlines", state: .succeeded)).map(\.id) == [1])
        #expect(try await store.runs(RunFilter(workflow: "deadlines", state: .running)).isEmpty)
        #expect(try await store.runs(RunFilter(workflow: "deadlines", limit: 2)).map(\.id) == [3, 2])
        #expect(try await store.runs(RunFilter(workflow: "other")).isEmpty)
    }

    private static func newestRuns(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (key, workflow) in [("a", "w"), ("b", "w"), ("c", "v"), ("d", "u")] {
            let planned = PlannedOccurrence(occurrence(key, workflow: workflow))
            _ = try await store.admit(firing([planned], workflow: workflow), at: start)
        }
        for run in try await store.claimRuns(Claimant(node, limit: 4), at: start) where run.workflow != "u" {
            _ = try await store.finishRun(try #require(Tenure(run)), RunEnd(.succeeded), at: start)
        }
        let newest = try await store.newestRuns(of: ["w", "v", "u", "never"])
        #expect(newest.mapValues(\.id) == ["w": 2, "v": 3, "u": 4])
        #expect(newest.mapValues(\.state) == ["w": .queued, "v": .succeeded, "u": .running])
        #expect(newest["v"] == (try await store.run(3)))
        #expect(try await store.unfinishedWorkflows() == ["w", "u"])
    }
}
#endif
