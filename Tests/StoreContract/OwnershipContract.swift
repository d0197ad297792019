// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryCore
import GantryStore
import Testing

/// Who owns what.
enum OwnershipContract {
    static let rules = [
        StoreRule("gives a run to one, and of each workflow one, oldest first", claims),
        StoreRule(
            "gives another run with the end of one, and none where it does not end or has another owner", follows),
        StoreRule("refuses what a late owner writes, once its run was taken over", fences),
        StoreRule("says that an end was written before, whose answer was lost", idempotentEnds),
        StoreRule("gives back what a clean stop leaves, as if it never had been begun", givesBack),
        StoreRule("takes over the messages of a lost node, and refuses what it marks then", takesOverMessages),
    ]

    private static func claims(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (key, workflow) in [("a", "w"), ("b", "w"), ("c", "v")] {
            let planned = PlannedOccurrence(occurrence(key, workflow: workflow))
            _ = try await store.admit(firing([planned], workflow: workflow), at: start)
        }
        let claimed = try await store.claimRuns(Claimant(node, limit: 4), at: start)
        #expect(claimed.map(\.id) == [1, 3] && claimed.allSatisfy { $0.state == .running && $0.owner == node })
        #expect(claimed.map(\.fence) == [1, 1] && claimed.map(\.begun) == [1, 1])
        #expect(try await store.claimRuns(Claimant(node, limit: 4), at: start).isEmpty)
        _ = try await store.finishRun(try #require(Tenure(claimed[0])), RunEnd(.succeeded), at: start)
        #expect(try await store.claimRuns(Claimant(node, limit: 4), at: start).map(\.id) == [2])
    }

    private static func follows(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (key, workflow) in [("a", "w"), ("b", "v"), ("c", "w"), ("d", "v")] {
            let planned = PlannedOccurrence(occurrence(key, workflow: workflow))
            _ = try await store.admit(firing([planned], workflow: workflow), at: start)
        }
        let (one, all) = (Claimant(node, limit: 1), Claimant(node, limit: 4))
        let first = try #require(try await store.claimRuns(one, at: start).first)
        func finish(_ run: Run, _ end: RunEnd?, _ claimant: Claimant?) async throws -> FinishedStep {
            let step = StepRecord(run: run.id, id: "s", action: "log", inputs: [:], startedAt: start)
            return try await store.finishStep(
                step, try #require(Tenure(run)), ending: end, claiming: claimant, scope
            ) { _ in AlertChanges() }
        }
        #expect(try await finish(first, nil, all).claimed.isEmpty)
        let second = try await finish(first, RunEnd(.succeeded), one)
        #expect(second.claimed.map(\.id) == [2] && second.claimed.allSatisfy { $0.owner == node && $0.begun == 1 })
        #expect(second.claimed == [try await store.run(2)])
        // It has ended: nothing comes of it any more.
        let late = try await finish(first, RunEnd(.succeeded), all)
        #expect(late.outcome == .superseded && late.claimed.isEmpty)
        // Of its own workflow, too, and as many as were asked for.
        let both = try await finish(second.claimed[0], RunEnd(.failed), all).claimed
        #expect(both.map(\.id) == [3, 4])
        // A node that is not the one at work gets none, and what it has had is another's.
        _ = try await store.join(successor, at: start)
        #expect(try await finish(both[0], RunEnd(.succeeded), all).claimed.isEmpty)
    }

    private static func fences(kind: StoreKind) async throws {
        let store = try await kind.make()
        let late = try #require(Tenure(try await store.claimedRun()))
        #expect(try await store.join(successor, at: start).runs == 1)
        let step = StepRecord(run: late.run, id: "a", action: "log", inputs: [:], startedAt: start)
        for isClaimed in [false, true] {
            if isClaimed {
                let again = try await store.claimRuns(Claimant(successor, limit: 1), at: start)
                #expect(again.map(\.fence) == [2] && again.map(\.begun) == [2])
            }
            #expect(try await store.beginStep(step, late) == .superseded)
            #expect(try await store.finishStep(step, late, ending: nil, scope, opening) == .superseded)
            #expect(try await store.finishRun(late, RunEnd(.failed, error: "late"), at: start) == .superseded)
        }
        #expect(try await store.alerts(AlertFilter()).isEmpty)
        #expect(try await store.steps(ofRun: late.run).isEmpty)
        #expect(try await store.run(late.run)?.state == .running)
    }

    private static func idempotentEnds(kind: StoreKind) async throws {
        let store = try await kind.make()
        let tenure = try #require(Tenure(try await store.claimedRun()))
        #expect(try await store.finishRun(tenure, RunEnd(.succeeded), at: start) == .accepted)
        #expect(try await store.finishRun(tenure, RunEnd(.succeeded), at: start) == .already)
        _ = try await store.reconcile(scope, at: start, opening)
        let early = try #require(try await store.claim().first)
        #expect(try await store.handBack(early, at: start) == .accepted)
        #expect(try await store.handBack(early, at: start) == .already)
        let delivery = try #require(try await store.claim().first)
        #expect(try await store.markDelivered(delivery, at: start) == .accepted)
        #expect(try await store.markDelivered(delivery, at: start) == .already)
        #expect(try await store.markFailed(delivery, error: "late", wait: nil, at: start) == .already)
        #expect(try await store.delivery(delivery.id)?.state == .delivered)
    }

    private static func givesBack(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.claimedRun()
        try await store.giveBack(node, at: start)
        #expect(try await store.join(successor, at: start).runs == 0)
        #expect(try await store.claimRuns(Claimant(successor, limit: 1), at: start).map(\.begun) == [1])
    }

    private static func takesOverMessages(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        let late = try #require(try await store.claim().first)
        #expect(try await store.join(successor, at: start).deliveries == 1)
        let again = try #require(try await store.claim(by: successor).first)
        #expect(again.id == late.id && again.token == late.token && again.unclear == 1 && again.attempts == 0)
        #expect(try await store.markDelivered(late, at: start) == .superseded)
        #expect(try await store.markFailed(late, error: "late", wait: nil, at: start) == .superseded)
        #expect(try await store.handBack(late, at: start) == .superseded)
        #expect(try await store.markDelivered(again, at: start) == .accepted)
    }
}
#endif
