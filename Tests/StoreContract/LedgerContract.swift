// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import FoundationEssentials
import GantryCore
import GantryStore
import Testing

/// The ledger as every store keeps it.
enum LedgerContract {
    static let rules = [
        StoreRule("says queued until the run begins, and ran from then on", begins),
        StoreRule("begins a run with the transaction that queues it, where there is a place", claimsAtOnce),
        StoreRule("a schedule that finds a run waiting joins it, and a set of files is added to what it has", joins),
        StoreRule("events and starts by hand wait each, as many as may, and the rest is full", full),
        StoreRule("what is by hand begins first, then the oldest of all workflows", order),
        StoreRule("neighbours that ended alike are one row, and what differs begins another", stretches),
        StoreRule("an instant of a stretch is known, runs when a person insists, and splits it", splits),
        StoreRule("the one that ran in the place of others is named by them", coalesced),
        StoreRule("what is ended before it begins is dropped, and what had joined it", drops),
        StoreRule("lets go of a run as if it had not been claimed", letsGo),
        StoreRule("remembers triggers with their timetable, when they went, and when they were gone", triggers),
    ]

    private static func slot(_ hours: Int, observedAt: Instant = start) -> Occurrence {
        let at = start + .seconds(hours * 3600)
        return Occurrence(
            workflow: "deadlines", trigger: "schedule", key: at.description, plannedAt: at, observedAt: observedAt,
            payload: ["kind": "schedule"])
    }

    private static func at(_ hours: Int) -> Instant { start + .seconds(hours * 3600) }

    /// A stretch of full hours.
    private static func stretch(_ first: Int, _ last: Int, _ fate: PlannedOccurrence.Fate, follows: Int? = nil)
        -> PlannedOccurrence
    {
        PlannedOccurrence(
            slot(first), fate: fate, through: at(last), count: last - first + 1, following: follows.map(at),
            times: "hours")
    }

    private static func rows(_ store: any Store, _ verdict: Verdict? = nil) async throws -> [String] {
        try await store.ledger(LedgerFilter(workflow: "deadlines", verdict: verdict)).map { entry in
            let hours = { (instant: Instant) in (instant - start).components.seconds / 3600 }
            let span = entry.count == 1 ? "\(hours(entry.first))" : "\(hours(entry.first))-\(hours(entry.last))"
            let run = entry.run.map { " run \($0)" } ?? ""
            return "\(span) x\(entry.count) \(entry.verdict?.rawValue ?? "queued")\(run)"
        }
    }

    private static func begins(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.admit(firing([PlannedOccurrence(slot(0), fate: .run(.joining))]), at: start)
        #expect(try await rows(store) == ["0 x1 queued run 1"])
        let run = try await store.claimRuns(Claimant(node, limit: 1), at: start)[0]
        #expect(try await rows(store) == ["0 x1 ran run 1"])
        _ = try await store.finishRun(try #require(Tenure(run)), RunEnd(.failed, error: "x"), at: start)
        #expect(try await rows(store, .ran) == ["0 x1 ran run 1"])
        #expect(try await rows(store, .missed).isEmpty)
    }

    private static func claimsAtOnce(kind: StoreKind) async throws {
        let store = try await kind.make()
        let planned = PlannedOccurrence(slot(0), fate: .run(.joining))
        let admission = try await store.admit(firing([planned]), claiming: Claimant(node, limit: 1), at: start)
        #expect(admission.queued.map(\.id) == [1])
        #expect(admission.claimed.map(\.owner) == [node])
        #expect(try await store.places(of: "deadlines") == Places(busy: 1, waiting: 0))
    }

    private static func joins(kind: StoreKind) async throws {
        let store = try await kind.make()
        func files(_ key: String, _ names: [String]) -> PlannedOccurrence {
            let set = names.map { Value.map(["path": .text($0), "change": "modified"]) }
            return PlannedOccurrence(
                Occurrence(
                    workflow: "deadlines", trigger: "files", key: key, plannedAt: start, observedAt: start,
                    payload: ["kind": "files", "files": .list(set), "count": .number(.init(names.count))]),
                fate: .run(.joining))
        }
        _ = try await store.admit(firing([files("1", ["a", "b"])]), at: start)
        let second = try await store.admit(firing([files("2", ["b", "c"])]), at: start)
        #expect(second.queued.isEmpty)
        #expect(second.joined.map(\.id) == [1])
        _ = try await store.admit(firing([PlannedOccurrence(slot(1), fate: .run(.joining))]), at: start)
        let run = try #require(try await store.run(1))
        #expect(run.occurrence.payload["files"].list?.map { $0["path"].description } == ["a", "b", "c"])
        #expect(run.occurrence.payload["count"] == 3)
        #expect(try await rows(store) == ["0 x1 queued run 1", "0 x1 coalesced run 1", "1 x1 coalesced run 1"])
        // One that has begun takes in no more.
        _ = try await store.claimRuns(Claimant(node, limit: 1), at: start)
        #expect(try await store.admit(firing([files("3", ["d"])]), at: start).queued.map(\.id) == [2])
    }

    private static func full(kind: StoreKind) async throws {
        let store = try await kind.make()
        for number in 1...3 {
            var asked = firing([PlannedOccurrence(occurrence("\(number)"))])
            asked.queueLimit = 2
            let admission = try await store.admit(asked, at: start)
            #expect(admission.queued.count == (number < 3 ? 1 : 0))
            #expect(admission.refused.map(\.verdict) == (number < 3 ? [] : [.full]))
        }
        #expect(try await rows(store) == ["0 x1 queued run 1", "0 x1 queued run 2", "0 x1 full"])
    }

    private static func order(kind: StoreKind) async throws {
        let store = try await kind.make()
        for (workflow, trigger) in [("a", "t"), ("b", "t"), ("c", Trigger.manualID)] {
            let asked = Occurrence(
                workflow: workflow, trigger: trigger, key: "k", plannedAt: start, observedAt: start, payload: [:])
            _ = try await store.admit(
                Firing(workflow: workflow, trigger: trigger, occurrences: [PlannedOccurrence(asked)], mode: .queue),
                at: start)
        }
        let leaving = Claimant(node, limit: 2, leaving: ["a"])
        #expect(try await store.claimRuns(leaving, at: start).map(\.workflow) == ["c", "b"])
    }

    private static func stretches(kind: StoreKind) async throws {
        let store = try await kind.make()
        let missed = PlannedOccurrence.Fate.ended(.missed, "down")
        _ = try await store.admit(firing([stretch(1, 3, missed)]), at: start)
        _ = try await store.admit(firing([stretch(4, 4, missed, follows: 3)]), at: start)
        _ = try await store.admit(firing([stretch(5, 6, .ended(.missed, "asleep"), follows: 4)]), at: start)
        _ = try await store.admit(firing([stretch(9, 9, .ended(.missed, "asleep"), follows: 7)]), at: start)
        #expect(try await rows(store) == ["1-4 x4 missed", "5-6 x2 missed", "9 x1 missed"])
        let since = try await store.ledger(
            LedgerFilter(workflow: "deadlines", since: at(3), until: at(5)))
        #expect(since.map(\.first) == [at(1)])
        #expect(try await store.ledger(LedgerFilter(workflow: "deadlines", limit: 1)).map(\.first) == [at(9)])
    }

    private static func splits(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.admit(firing([stretch(1, 5, .ended(.missed, "down"))]), at: start)
        let again = PlannedOccurrence(slot(3), fate: .run(.joining))
        #expect(try await store.admit(firing([again]), at: start) == Admission())
        var wanted = PlannedOccurrence(slot(3), fate: .run(.insisting))
        wanted.split = .init(before: at(2), countBefore: 2, after: at(4), countAfter: 2)
        let admission = try await store.admit(firing([wanted]), at: start)
        #expect(admission.queued.map(\.isByHand) == [true])
        #expect(try await rows(store) == ["1-2 x2 missed", "3 x1 queued run 1", "4-5 x2 missed"])
        #expect(try await store.admit(firing([wanted]), at: start).refused.map(\.verdict) == [.ran])
        #expect(try await store.ledger(around: at(2), workflow: "deadlines", trigger: nil).at.map(\.first) == [at(1)])
    }

    private static func coalesced(kind: StoreKind) async throws {
        let store = try await kind.make()
        let run = PlannedOccurrence(slot(4), fate: .run(.joining))
        _ = try await store.admit(firing([stretch(1, 3, .coalesced(into: 1)), run]), at: start)
        #expect(try await rows(store) == ["1-3 x3 coalesced run 1", "4 x1 queued run 1"])
        let entry = try await store.ledger(LedgerFilter(workflow: "deadlines"))[0]
        #expect(entry.runPlannedAt == at(4))
        #expect(entry.times == "hours")
    }

    private static func drops(kind: StoreKind) async throws {
        let store = try await kind.make()
        for hour in 0...1 {
            _ = try await store.admit(firing([PlannedOccurrence(slot(hour), fate: .run(.joining))]), at: start)
        }
        let dropped = try await store.drop(.waiting(workflow: "deadlines"), because: "cancelled by asha", at: start)
        #expect(dropped.map(\.state) == [.cancelled])
        #expect(dropped.map(\.startedAt) == [nil])
        #expect(try await rows(store) == ["0 x1 dropped run 1", "1 x1 dropped run 1"])
        #expect(try await store.drop(.run(1), because: "again", at: start).isEmpty)
        #expect(try await store.unfinishedRuns().isEmpty)
        // One that is under way is left alone.
        let run = try await store.claimedRun("b")
        #expect(try await store.drop(.run(run.id), because: "no", at: start).isEmpty)
    }

    private static func letsGo(kind: StoreKind) async throws {
        let store = try await kind.make()
        let run = try await store.claimedRun()
        let tenure = try #require(Tenure(run))
        #expect(try await store.letGo(tenure) == .accepted)
        #expect(try await store.letGo(tenure) == .superseded)
        let waiting = try #require(try await store.run(run.id))
        #expect(waiting.state == .queued && waiting.startedAt == nil && waiting.begun == 0)
    }

    private static func triggers(kind: StoreKind) async throws {
        let store = try await kind.make()
        func mark(_ gone: Set<String>, at now: Instant) async throws {
            let marks = gone.isEmpty ? ["s": TriggerMark(cursor: "c", times: "t")] : [:]
            _ = try await store.admit(
                Firing(workflow: "w", occurrences: [], mode: .queue, marks: marks, gone: gone), at: now)
        }
        try await mark([], at: at(0))
        try await mark(["s"], at: at(1))
        #expect(try await store.triggers(of: "w").map(\.goneAt) == [at(1)])
        #expect(try await store.memory(workflow: "w", trigger: "s") == TriggerMemory())
        try await mark([], at: at(5))
        let known = try #require(try await store.triggers(of: nil).first)
        #expect(known.mark == TriggerMark(cursor: "c", times: "t"))
        #expect(known.gaps == [at(1)...at(5)] && known.since == at(5) && known.goneAt == nil)
    }
}
#endif
