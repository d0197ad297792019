import GRDB
import GantryCore
import GantryStore
import GantryTestSupport
import Glibc
import StoreContract
import Testing

@testable import GantrySQLite

@Suite("The one writer", .timeLimit(.minutes(1)))
struct CommitQueueTests {
    private struct Refused: Error {}

    @Test("those that wait together share a commit, and one that fails takes none of the others along")
    func shares() async throws {
        let pool = try DatabasePool(path: temporaryFolder() + "/queue.sqlite")
        try await pool.write { try $0.execute(sql: "CREATE TABLE numbers (n INTEGER NOT NULL)") }
        let (commits, begun) = (Collector<Int>(), Collector<String>())
        let queue = try CommitQueue(pool, 0) { commits.add($0) }
        // Holds the writer until all the others stand in line.
        async let first: Void = queue.write { _, _ in
            begun.add("first")
            while queue.waitingCount < 10 { sched_yield() }
        }
        while begun.all.isEmpty { await Task.yield() }
        let answers = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<10 {
                group.addTask {
                    let answer: ()? = try? await queue.write { db, sum in
                        sum += number
                        try db.execute(sql: "INSERT INTO numbers VALUES (?)", arguments: [number])
                        if number == 3 { throw Refused() }
                    }
                    return answer != nil
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        try await first
        #expect(answers.count { $0 } == 9)
        #expect(
            try await pool.read { try Int.fetchSet($0, sql: "SELECT n FROM numbers") } == [0, 1, 2, 4, 5, 6, 7, 8, 9])
        #expect(commits.all == [0, 42])
    }

    @Test("what nobody waits for goes along with the next, before it")
    func along() async throws {
        let pool = try DatabasePool(path: temporaryFolder() + "/queue.sqlite")
        let commits = Collector<[String]>()
        let queue = try CommitQueue(pool, [String](), patience: .seconds(3_600)) { commits.add($0) }
        async let along: Void = queue.writeAlong { _, state in state.append("along") }
        while queue.waitingCount == 0 { await Task.yield() }
        try await queue.write { _, state in state.append("next") }
        try await along
        #expect(commits.all == [["along", "next"]])
    }

    @Test("what comes to go along while another is written waits for the next")
    func alongLate() async throws {
        let pool = try DatabasePool(path: temporaryFolder() + "/queue.sqlite")
        let (commits, begun) = (Collector<[String]>(), Collector<String>())
        let queue = try CommitQueue(pool, [String](), patience: .seconds(3_600)) { commits.add($0) }
        async let first: Void = queue.write { _, state in
            state.append("first")
            begun.add("first")
            while queue.waitingCount == 0 { sched_yield() }
        }
        while begun.all.isEmpty { await Task.yield() }
        async let along: Void = queue.writeAlong { _, state in state.append("along") }
        try await first
        try await queue.write { _, state in state.append("next") }
        try await along
        #expect(commits.all == [["first"], ["first", "along", "next"]])
    }

    @Test("what was good last goes along with what it led to, so that a save waits for the disk no third time")
    func lastGoodAlong() async throws {
        let commits = Collector<String>()
        let store = try SQLiteStore(
            path: temporaryFolder() + "/gantry.sqlite", tracing: { if $0.hasPrefix("COMMIT") { commits.add($0) } },
            patience: .seconds(3_600))
        let before = commits.all.count
        let version = LastGoodVersion(path: "projects/a.yaml", name: "a", files: ["projects/a.yaml": "a1"])
        async let kept: Void = store.keepLastGood([version], forgetting: [], contents: ["a1": [1]])
        while store.queue.waitingCount == 0 { await Task.yield() }
        _ = try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start)
        try await kept
        #expect(commits.all.count == before + 1)
        #expect(try await store.lastGoodVersions() == [version])
    }

    @Test("what nobody waits for is written alone where nothing else is, and where it is given up")
    func alone() async throws {
        let pool = try DatabasePool(path: temporaryFolder() + "/queue.sqlite")
        let quick = try CommitQueue(pool, 0, patience: .zero) { _ in }
        #expect(try await quick.writeAlong { _, _ in "written" } == "written")
        let slow = try CommitQueue(pool, 0, patience: .seconds(3_600)) { _ in }
        let given = Task { try await slow.writeAlong { _, _ in "written" } }
        given.cancel()
        #expect(try await given.value == "written")
    }

    @Test("episodes that many open at once are one, and each new one has an id of its own")
    func versions() async throws {
        let store = try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite")
        _ = try await store.join(node, at: start)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let key = AlertKey(
                        workflow: "w", project: "p\(number % 8)", rule: "r", subject: "tasks/\(number % 8)")
                    _ = try await store.reconcile(scope, at: start) { ledger in
                        guard !ledger.episodes.contains(where: { $0.key == key }) else { return AlertChanges() }
                        let alert = Alert(id: ledger.nextID, key: key, finding: finding(), openedAt: start, run: 1)
                        return AlertChanges(
                            alerts: [alert],
                            events: [AlertEvent(alert: alert.id, at: start, kind: .opened, detail: key.project)])
                    }
                }
            }
            try await group.waitForAll()
        }
        let alerts = try await store.alerts(AlertFilter())
        #expect(Set(alerts.map(\.key.project)).count == 8 && alerts.count == 8)
        for alert in alerts {
            #expect(try await store.events(ofAlert: alert.id).map(\.detail) == [alert.key.project])
        }
    }

    @Test("a finding that was found before is written once")
    func findings() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        let store = try SQLiteStore(path: path)
        _ = try await store.join(node, at: start)
        var texts: [Int] = []
        for key in ["a", "b"] {
            let run = try await store.claimedRun(key)
            var step = StepRecord(run: run.id, id: "check", action: "a", inputs: ["n": 1], startedAt: start)
            (step.state, step.findings) = (.succeeded, [finding("tasks/one"), finding("tasks/two")])
            let tenure = try #require(Tenure(run))
            _ = try await store.finishStep(step, tenure, ending: RunEnd(.succeeded), scope) { _ in AlertChanges() }
            texts.append(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM texts") ?? 0 })
            #expect(try await store.steps(ofRun: run.id).map(\.findings) == [step.findings])
        }
        // Inputs, output, two findings and the list of them.
        #expect(texts == [5, 5])
    }
}
