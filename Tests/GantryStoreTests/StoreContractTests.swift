import GantryCore
import GantryStore
import Testing

@Suite("The contract of every store")
struct StoreContractTests {
    @Test("admits an occurrence once, however often it is seen", arguments: StoreKind.allCases)
    func admitsOnce(kind: StoreKind) async throws {
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

    @Test(
        "keeps a missed occurrence missed, but for one that a clock ahead of the time had judged",
        arguments: StoreKind.allCases)
    func recordsMissed(kind: StoreKind) async throws {
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

    @Test("drops an occurrence of a single workflow while a run is under way", arguments: StoreKind.allCases)
    func overlaps(kind: StoreKind) async throws {
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

    @Test("remembers cursor and entries of a trigger, and forgets an entry", arguments: StoreKind.allCases)
    func remembers(kind: StoreKind) async throws {
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

    @Test("keeps a run's life and its steps in their order", arguments: StoreKind.allCases)
    func keepsSteps(kind: StoreKind) async throws {
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

    @Test("lists runs newest first, by workflow and state", arguments: StoreKind.allCases)
    func listsRuns(kind: StoreKind) async throws {
        let store = try await kind.make()
        for key in ["a", "b", "c"] {
            _ = try await store.admit(firing([PlannedOccurrence(occurrence(key))]), at: start)
        }
        let run = try await store.claimRuns(Claimant(node, limit: 1), at: start)[0]
        _ = try await store.finishRun(try #require(Tenure(run)), RunEnd(.succeeded), at: start)
        #expect(try await store.runs(RunFilter()).map(\.id) == [3, 2, 1])
        #expect(try await store.runs(RunFilter(limit: 1)).map(\.id) == [3])
        #expect(try await store.runs(RunFilter(state: .succeeded)).map(\.id) == [1])
        #expect(try await store.runs(RunFilter(workflow: "other")).isEmpty)
    }

    @Test("writes episodes, history and messages together, and finds them again", arguments: StoreKind.allCases)
    func reconciles(kind: StoreKind) async throws {
        let store = try await kind.make()
        let changes = try await store.reconcile(scope, at: start, opening).changes
        let id = changes.alerts[0].id
        #expect(try await store.alerts(AlertFilter()).map(\.id) == [id])
        #expect(try await store.alert(id) == changes.alerts[0])
        #expect(try await store.events(ofAlert: id).map(\.kind) == [.opened])
        #expect(try await store.deliveries(ofAlert: id).map(\.channel) == ["inbox", "mail"])
        try await resolve(store, at: start)
        #expect(try await store.alerts(AlertFilter()).isEmpty)
        #expect(try await store.alerts(AlertFilter(includesResolved: true)).map(\.state) == [.resolved])
        let next = try await store.reconcile(scope, at: start, opening).changes
        #expect(next.alerts[0].id > id, "an id is never used again")
    }

    @Test("gives a reconciliation what its scope says, and what may come back", arguments: StoreKind.allCases)
    func scopes(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        func ids(_ episodes: AlertScope.Episodes, since: Instant = start) async throws -> [Int64] {
            let found = Recorded()
            _ = try await store.reconcile(AlertScope(episodes, resolvedSince: since), at: start) { ledger in
                found.set(ledger.episodes.map(\.id))
                return AlertChanges()
            }
            return found.ids
        }
        #expect(try await ids(.ofProjects(["crm2"])) == [1])
        #expect(try await ids(.ofProjects(["other"])) == [])
        #expect(try await ids(.around(1)) == [1])
        #expect(try await ids(.around(2)) == [])
        #expect(try await ids(.timed) == [])
        #expect(try await store.nextAlertDue() == nil)
        try await resolve(store, at: start, nextAt: start + .seconds(300))
        #expect(try await store.nextAlertDue() == start + .seconds(300))
        #expect(try await ids(.timed, since: start + .seconds(9)) == [1], "its end is not told yet")
        try await resolve(store, at: start)
        #expect(try await ids(.all) == [1])
        #expect(try await ids(.all, since: start + .seconds(1)) == [], "too long ago to come back")
    }

    @Test("refuses a look by older definitions than those that all go by", arguments: StoreKind.allCases)
    func outdated(kind: StoreKind) async throws {
        let store = try await kind.make()
        func look(_ generation: Int64, redefines: Bool = false) async throws -> Reconciled {
            let scope = AlertScope(.all, resolvedSince: start, generation: generation, redefines: redefines)
            return try await store.reconcile(scope, at: start) { _ in AlertChanges() }
        }
        #expect(try await look(7) == .done(AlertChanges()))
        #expect(try await look(9, redefines: true) == .done(AlertChanges()))
        #expect(try await look(8) == .outdated)
        #expect(try await look(9) == .done(AlertChanges()))
        let joined = try await store.join(successor, at: start)
        #expect(joined.generation == 10, "a new node's definitions are newer than those of any before")
        #expect(try await look(9) == .outdated)
    }

    private func resolve(_ store: any Store, at now: Instant, nextAt: Instant? = nil) async throws {
        _ = try await store.reconcile(scope, at: now) { ledger in
            guard var alert = ledger.episodes.first else { return AlertChanges() }
            (alert.state, alert.resolvedAt, alert.nextAt) = (.resolved, now, nextAt)
            return AlertChanges(alerts: [alert])
        }
    }
}
