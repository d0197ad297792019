import FoundationEssentials
import GantryCore
import GantrySQLite
import GantryStore
import Testing

/// The stores that keep the contract.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }

    /// A new, empty store; the SQLite one in a folder of its own.
    func make() throws -> any Store {
        switch self {
        case .memory: InMemoryStore()
        case .sqlite: try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite")
        }
    }
}

func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
}

let start = Instant(secondsSinceEpoch: 1_794_812_400)

func occurrence(_ key: String, workflow: String = "deadlines") -> Occurrence {
    Occurrence(
        workflow: workflow, trigger: "schedule", key: key, plannedAt: start, observedAt: start,
        payload: ["kind": "schedule"])
}

func firing(_ occurrences: [PlannedOccurrence], mode: Workflow.Mode = .queue, cursor: String? = nil) -> Firing {
    Firing(workflow: "deadlines", trigger: "schedule", occurrences: occurrences, mode: mode, cursor: cursor)
}

func finding(_ subject: String = "tasks/build", stage: String = "3wd", rank: Int = 2) -> Finding {
    Finding(
        rule: "deadline", project: "crm2", subject: subject, stage: .init(stage, rank: rank), severity: .warning,
        message: "\(subject) is due", owner: "ben",
        evidence: Evidence(
            rule: "due", inputs: [.init("due", "2026-11-19", at: .init(file: "crm2.yaml", line: 3, column: 7))],
            arithmetic: ["1 + 1 = 2"]))
}

let key = AlertKey(workflow: "deadlines", project: "crm2", rule: "deadline", subject: "tasks/build")
let ben = Contact(person: "ben", name: "Ben", address: "ben@example.org")

/// Opens an alert and tells ben through two channels.
func opening(_ ledger: AlertLedger) -> AlertChanges {
    let alert = Alert(id: ledger.nextID, key: key, finding: finding(), openedAt: start, run: 1)
    let notice = Notice(
        alert: alert.id, workflow: "deadlines", kind: .opened, finding: finding(), why: "owner", alsoTold: [])
    return AlertChanges(
        alerts: [alert],
        events: [AlertEvent(alert: alert.id, at: start, kind: .opened, detail: "3wd")],
        deliveries: ["inbox", "mail"].map { DeliveryDraft(recipient: ben, channel: $0, notices: [notice]) })
}

@Suite("The contract of every store")
struct StoreContractTests {
    @Test("admits an occurrence once, however often it is seen", arguments: StoreKind.allCases)
    func admitsOnce(kind: StoreKind) async throws {
        let store = try kind.make()
        let first = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)
        let second = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)
        #expect(first.map(\.state) == [.queued])
        #expect(second.isEmpty)
        #expect(try await store.unfinishedRuns() == first)
        #expect(try await store.unfinishedRunCount(of: first[0].workflow) == 1)
        #expect(try await store.unfinishedRunCount(of: "other") == 0)
        #expect(try await store.run(first[0].id)?.occurrence == occurrence("a"))
    }

    @Test("queues no run for a missed occurrence", arguments: StoreKind.allCases)
    func recordsMissed(kind: StoreKind) async throws {
        let store = try kind.make()
        let planned = PlannedOccurrence(occurrence("a"), verdict: .missed, reason: "down")
        #expect(try await store.admit(firing([planned]), at: start).isEmpty)
        #expect(try await store.unfinishedRuns().isEmpty)
    }

    @Test("drops an occurrence of a single workflow while a run is under way", arguments: StoreKind.allCases)
    func overlaps(kind: StoreKind) async throws {
        let store = try kind.make()
        let run = try await store.admit(firing([PlannedOccurrence(occurrence("a"))], mode: .single), at: start)[0]
        #expect(try await store.admit(firing([PlannedOccurrence(occurrence("b"))], mode: .single), at: start).isEmpty)
        try await store.finishRun(run.id, state: .succeeded, error: nil, at: start)
        #expect(
            try await store.admit(firing([PlannedOccurrence(occurrence("c"))], mode: .single), at: start).count == 1)
    }

    @Test("remembers cursor and entries of a trigger, and forgets an entry", arguments: StoreKind.allCases)
    func remembers(kind: StoreKind) async throws {
        let store = try kind.make()
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
        let store = try kind.make()
        let run = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)[0]
        try await store.startRun(run.id, at: start + .seconds(1))
        for id in ["z", "a"] {
            var step = StepRecord(run: run.id, id: id, action: "log", inputs: ["n": 1], startedAt: start)
            try await store.beginStep(step)
            (step.state, step.output, step.finishedAt) = (.succeeded, ["ok": true], start + .seconds(2))
            step.findings = [finding()]
            _ = try await store.finishStep(step) { _ in AlertChanges() }
        }
        try await store.finishRun(run.id, state: .failed, error: "why", at: start + .seconds(3))
        let stored = try #require(try await store.run(run.id))
        #expect(stored.state == .failed && stored.error == "why")
        #expect(stored.startedAt == start + .seconds(1) && stored.finishedAt == start + .seconds(3))
        let steps = try await store.steps(ofRun: run.id)
        #expect(steps.map(\.id) == ["z", "a"])
        #expect(steps[0].output == ["ok": true] && steps[0].inputs == ["n": 1] && steps[0].findings == [finding()])
    }

    @Test("lists runs newest first, by workflow and state", arguments: StoreKind.allCases)
    func listsRuns(kind: StoreKind) async throws {
        let store = try kind.make()
        for key in ["a", "b", "c"] {
            _ = try await store.admit(firing([PlannedOccurrence(occurrence(key))]), at: start)
        }
        try await store.finishRun(2, state: .succeeded, error: nil, at: start)
        #expect(try await store.runs(RunFilter()).map(\.id) == [3, 2, 1])
        #expect(try await store.runs(RunFilter(limit: 1)).map(\.id) == [3])
        #expect(try await store.runs(RunFilter(state: .succeeded)).map(\.id) == [2])
        #expect(try await store.runs(RunFilter(workflow: "other")).isEmpty)
    }

    @Test("writes episodes, history and messages together, and finds them again", arguments: StoreKind.allCases)
    func reconciles(kind: StoreKind) async throws {
        let store = try kind.make()
        let changes = try await store.reconcile(opening, at: start)
        let id = changes.alerts[0].id
        #expect(try await store.alerts(AlertFilter()).map(\.id) == [id])
        #expect(try await store.alert(id) == changes.alerts[0])
        #expect(try await store.events(ofAlert: id).map(\.kind) == [.opened])
        #expect(try await store.deliveries(ofAlert: id).map(\.channel) == ["inbox", "mail"])
        _ = try await store.reconcile(
            { ledger in
                var alert = ledger.unresolved[0]
                alert.state = .resolved
                return AlertChanges(alerts: [alert])
            }, at: start)
        #expect(try await store.alerts(AlertFilter()).isEmpty)
        #expect(try await store.alerts(AlertFilter(includesResolved: true)).map(\.state) == [.resolved])
        let next = try await store.reconcile(opening, at: start)
        #expect(next.alerts[0].id > id, "an id is never used again")
    }
}

@Suite("The outbox of every store")
struct OutboxContractTests {
    @Test("holds a run's messages until it has ended, as one per person and channel", arguments: StoreKind.allCases)
    func holdsBack(kind: StoreKind) async throws {
        let store = try kind.make()
        let run = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)[0]
        for id in ["a", "b"] {
            let step = StepRecord(run: run.id, id: id, action: "log", inputs: [:], startedAt: start)
            _ = try await store.finishStep(step) { ledger in
                guard let alert = ledger.unresolved.first else { return opening(ledger) }
                let notice = Notice(
                    alert: alert.id, workflow: "w", kind: .raised, finding: finding(), why: "owner", alsoTold: [])
                return AlertChanges(
                    deliveries: [DeliveryDraft(recipient: ben, channel: "inbox", notices: [notice])])
            }
        }
        #expect(try await store.nextDeliveryDue(channel: "inbox") == nil)
        #expect(try await claim(store).isEmpty)
        try await store.finishRun(run.id, state: .succeeded, error: nil, at: start)
        #expect(try await store.nextDeliveryDue(channel: "inbox") == start)
        #expect(try await store.waitingChannels() == ["inbox", "mail"])
        let claimed = try await claim(store)
        #expect(claimed.map { $0.notices.map(\.kind) } == [[.opened, .raised]])
        #expect(claimed.map(\.attempts) == [1])
    }

    @Test("leases a message to one relay, and gives it out again when the lease lapses", arguments: StoreKind.allCases)
    func leases(kind: StoreKind) async throws {
        let store = try kind.make()
        _ = try await store.reconcile(opening, at: start)
        #expect(try await claim(store).count == 1)
        #expect(try await claim(store).isEmpty)
        #expect(try await store.nextDeliveryDue(channel: "inbox") == start + .seconds(60))
        #expect(try await claim(store, at: start + .seconds(61)).map(\.attempts) == [2])
    }

    @Test("gives out at once what was claimed when claims are released", arguments: StoreKind.allCases)
    func releases(kind: StoreKind) async throws {
        let store = try kind.make()
        _ = try await store.reconcile(opening, at: start)
        let id = try await claim(store)[0].id
        try await store.releaseClaims(at: start)
        #expect(try await claim(store).map(\.id) == [id])
    }

    @Test("tries a failed message again when it says, and keeps a dead one", arguments: StoreKind.allCases)
    func fails(kind: StoreKind) async throws {
        let store = try kind.make()
        _ = try await store.reconcile(opening, at: start)
        let id = try await claim(store)[0].id
        try await store.markFailed(id, error: "refused", nextAttemptAt: start + .seconds(10), at: start)
        #expect(try await claim(store, at: start + .seconds(9)).isEmpty)
        #expect(try await claim(store, at: start + .seconds(10)).map(\.lastError) == ["refused"])
        try await store.markFailed(id, error: "gone", nextAttemptAt: nil, at: start)
        #expect(try await claim(store, at: start + .seconds(9999)).isEmpty)
        #expect(try await store.deliveryCounts() == [.dead: 1, .pending: 1])
    }

    @Test("gives a delivered message out no more", arguments: StoreKind.allCases)
    func delivers(kind: StoreKind) async throws {
        let store = try kind.make()
        _ = try await store.reconcile(opening, at: start)
        let id = try await claim(store)[0].id
        try await store.markDelivered(id, at: start + .seconds(1))
        #expect(try await store.nextDeliveryDue(channel: "inbox") == nil)
        #expect(try await claim(store, at: start + .seconds(9999)).isEmpty)
    }

    private func claim(_ store: any Store, at now: Instant = start) async throws -> [Delivery] {
        try await store.claimDeliveries(channel: "inbox", now: now, leaseUntil: now + .seconds(60), limit: 10)
    }
}

@Suite("The store on SQLite")
struct SQLiteStoreTests {
    @Test("finds everything again after it was closed")
    func survives() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        let first = try SQLiteStore(path: path)
        let runs = try await first.admit(firing([PlannedOccurrence(occurrence("a"))], cursor: "7"), at: start)
        let identity = try await first.identity()
        try first.close()
        let second = try SQLiteStore(path: path)
        #expect(try await second.unfinishedRuns() == runs)
        #expect(try await second.memory(workflow: "deadlines", trigger: "schedule").cursor == "7")
        #expect(try await second.identity() == identity && !identity.isEmpty)
    }

    @Test("records what was begun although the task is cancelled")
    func ignoresCancellation() async throws {
        let store = try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start).count
        }
        #expect(try await task.value == 1)
    }

    @Test("refuses a file that is not a database")
    func refusesOther() throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        try String(repeating: "no database at all\n", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: (any Error).self) { try SQLiteStore(path: path) }
    }
}
