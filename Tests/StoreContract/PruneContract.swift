// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryCore
import GantryStore
import Testing

/// What goes when it has been kept for long enough, and what stays.
enum PruneContract {
    static let rules = [
        StoreRule("prunes what is old, and neither stretches nor what waits", prunes),
        StoreRule("prunes no row, run or message that an open alert needs, until it is resolved", keepsWhatAlertsNeed),
        StoreRule("prunes all of much, and nothing that is younger", prunesMuch),
        StoreRule("keeps the texts of the runs that stay, and takes in anew those that went", keepsTexts),
    ]

    private static func at(_ hours: Int) -> Instant { start + .seconds(hours * 3600) }

    private static func keeping(since instant: Instant) -> Keeping {
        Keeping(occurrences: instant, runs: instant, deliveries: instant)
    }

    private static func keys(_ store: any Store) async throws -> [String?] {
        try await store.ledger(LedgerFilter(workflow: "deadlines", limit: .max)).map(\.key)
    }

    /// A run of one step that ends at an instant, with what follows for the alerts.
    private static func ended(
        _ key: String, _ store: any Store, at now: Instant, findings: [Finding] = [],
        _ reconciliation: @escaping Reconciliation = { _ in AlertChanges() }
    ) async throws -> Run {
        let run = try await store.claimedRun(key)
        var step = StepRecord(run: run.id, id: "check", action: "a", inputs: ["n": 1], startedAt: now)
        (step.state, step.finishedAt, step.findings, step.output) = (.succeeded, now, findings, ["ok": true])
        let tenure = try #require(Tenure(run))
        _ = try await store.finishStep(step, tenure, ending: RunEnd(.succeeded), scope, reconciliation)
        return run
    }

    private static func prunes(kind: StoreKind) async throws {
        let store = try await kind.make()
        let old = try await ended("old", store, at: start)
        let stretch = PlannedOccurrence(
            Occurrence(
                workflow: "deadlines", trigger: "schedule", key: at(1).description, plannedAt: at(1), observedAt: start,
                payload: ["kind": "schedule"]),
            fate: .ended(.missed, "down"), through: at(3), count: 3, following: nil, times: "hours")
        _ = try await store.admit(firing([stretch]), at: start)
        _ = try await store.admit(firing([PlannedOccurrence(occurrence("waits"))]), at: start)
        #expect(try await store.prune(keeping(since: at(99))) == 2)
        #expect(try await store.run(old.id) == nil)
        #expect(try await store.steps(ofRun: old.id).isEmpty)
        #expect(try await keys(store) == ["waits", nil])
        #expect(try await store.unfinishedRuns().map(\.occurrence.key) == ["waits"])
        #expect(try await store.prune(keeping(since: at(99))) == 0)
    }

    private static func keepsWhatAlertsNeed(kind: StoreKind) async throws {
        let store = try await kind.make()
        let run = try await ended("opens", store, at: start, opening)
        _ = try await ended("other", store, at: start)
        for channel in ["inbox", "mail"] {
            _ = try await store.markDelivered(try #require(try await store.claim(channel).first), at: start)
        }
        #expect(try await store.prune(keeping(since: at(99))) == 2)
        #expect(try await store.run(run.id)?.state == .succeeded)
        #expect(try await keys(store) == ["opens"])
        #expect(try await store.deliveries(ofAlert: 1).map(\.channel) == ["inbox", "mail"])
        _ = try await store.reconcile(scope, at: start) { ledger in
            guard var alert = ledger.episodes.first else { return AlertChanges() }
            (alert.state, alert.resolvedAt) = (.resolved, start)
            return AlertChanges(alerts: [alert])
        }
        #expect(try await store.prune(keeping(since: at(99))) == 4)
        #expect(try await store.run(run.id) == nil)
        #expect(try await store.deliveries(ofAlert: 1).isEmpty)
        #expect(try await store.alert(1)?.state == .resolved)
    }

    private static func prunesMuch(kind: StoreKind) async throws {
        let store = try await kind.make()
        let occurrences = (0..<5_000).map { number in
            // Now and then a clock that was ahead of the time.
            let observedAt = number % 1_000 == 7 ? at(200) : start
            return PlannedOccurrence(
                occurrence("\(number)", observedAt: observedAt), verdict: .missed, reason: "down")
        }
        _ = try await store.admit(firing(occurrences), at: start)
        _ = try await store.admit(
            firing([PlannedOccurrence(occurrence("new", observedAt: at(100)), verdict: .missed, reason: "down")]),
            at: at(100))
        #expect(try await store.prune(keeping(since: start)) == 0)
        #expect(try await store.prune(keeping(since: at(99))) == 4_995)
        #expect(try await Set(keys(store)) == ["7", "1007", "2007", "3007", "4007", "new"])
    }

    private static func keepsTexts(kind: StoreKind) async throws {
        let store = try await kind.make()
        let (one, two, three) = (finding("tasks/one"), finding("tasks/two"), finding("tasks/three"))
        _ = try await ended("old", store, at: start, findings: [one, two])
        let young = try await ended("young", store, at: at(100), findings: [two, three])
        _ = try await store.prune(keeping(since: at(99)))
        let again = try await ended("again", store, at: at(100), findings: [one, two])
        for (run, findings) in [(young, [two, three]), (again, [one, two])] {
            let step = try #require(try await store.steps(ofRun: run.id).first)
            #expect(step.findings == findings && step.inputs == ["n": 1] && step.output == ["ok": true])
        }
    }
}
#endif
