import GRDB
import GantryStore
import StoreContract
import StoreYear
import Synchronization
import Testing

@testable import GantrySQLite

@Suite("What SQLite does for each question")
struct QueryPlanTests {
    /// What does not grow with time: tables of what is defined, what a statement makes for itself, JSON that it gets.
    private static let small: Set<String> = [
        "facts", "workflows", "triggers", "gaps", "last_good", "last_good_files", "contents", "sqlite_sequence",
        "sqlite_master", "named", "known", "json_each", "CONSTANT",
    ]

    /// Indexes of what is alive alone: to go through one is to go through nothing else.
    private static let ofTheLiving: Set<String> = [
        "alerts_unresolved", "alerts_timed", "queue_owned", "queue_waiting", "outbox_owned",
    ]

    /// What may go through a whole table, and why.
    private static let mayScan: [(statement: String, reason: String)] = [
        ("triggers.id = queue.trigger ORDER BY queue.id", "all runs that have not ended are asked for"),
        ("ORDER BY queue.id DESC LIMIT :limit", "the newest of what has not ended, up to the limit"),
        ("WHERE true ORDER BY runs.id DESC LIMIT :limit", "the newest in the order of the key, up to the limit"),
        ("UNION ALL SELECT max(coalesce(started_at, queued_at)) FROM queue", "once a start, and of what has not ended"),
        ("SELECT count(*) FROM outbox", "counts what is on its way, which has no history in it"),
        ("SELECT body FROM alerts ORDER BY id DESC", "every alert there ever was is asked for"),
        ("SELECT id FROM texts WHERE id NOT IN (SELECT id FROM named)", "once a pruning, and beside the writer"),
    ]

    @Test("no table that grows is gone through, but for what is said here to be asked for whole")
    func plans() async throws {
        let statements = Statements()
        for rule in StoreContract.rules {
            try await rule.holds { try Self.store(at: temporaryFolder() + "/gantry.sqlite", statements) }
        }
        let path = try temporaryFolder() + "/gantry.sqlite"
        let store = try Self.store(at: path, statements)
        _ = try await StoreYear(workflows: 1, projects: 2).write(to: store, days: 20)
        try await store.verify()
        try store.close()

        let database = try DatabaseQueue(path: path)
        let asked = statements.all.filter { sql in
            ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { sql.hasPrefix($0) }
        }
        #expect(asked.count > 60, "the trace has \(asked.count) statements")
        var used: Set<Int> = []
        for sql in asked.sorted() {
            for step in try await Self.plan(of: sql, database) where Self.isScan(step) {
                let allowed = Self.mayScan.firstIndex { sql.contains($0.statement) }
                if let allowed { used.insert(allowed) } else { Issue.record("\(step)\n    \(sql)") }
            }
        }
        for (index, allowed) in Self.mayScan.enumerated() where !used.contains(index) {
            Issue.record("nothing goes through a table for this any more: \(allowed.statement)")
        }
    }

    @Test("a question that goes through a table is found out")
    func findsScans() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        try SQLiteStore(path: path).close()
        let database = try DatabaseQueue(path: path)
        func scans(_ sql: String) async throws -> Bool {
            try await Self.plan(of: sql, database).contains { Self.isScan($0) }
        }
        #expect(try await scans("SELECT * FROM runs WHERE error = ?"))
        #expect(try await scans("SELECT state, count(*) FROM runs AS r GROUP BY state"))
        #expect(try await scans("UPDATE outbox SET state = 'pending' WHERE attempts = ?1"))
        #expect(try await !scans("SELECT * FROM runs WHERE id = ?"))
        #expect(try await !scans("SELECT id FROM alerts WHERE state <> 'resolved'"))
    }

    /// A store whose statements are collected once it is open.
    private static func store(at path: String, _ statements: Statements) throws -> SQLiteStore {
        let isOpen = Atomic(false)
        let store = try SQLiteStore(
            path: path, tracing: { sql in if isOpen.load(ordering: .acquiring) { statements.add(sql) } })
        isOpen.store(true, ordering: .releasing)
        return store
    }

    private static func plan(of sql: String, _ database: DatabaseQueue) async throws -> [String] {
        try await database.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }

    /// Whether a step of a plan goes through a table, by its name or by another in the statement.
    private static func isScan(_ step: String) -> Bool {
        let words = step.split(separator: " ").map(String.init)
        guard words.first == "SCAN", words.count > 1 else { return false }
        return !small.contains(words[1]) && !words[1].hasPrefix("(") && !ofTheLiving.contains(words.last ?? "")
    }
}

/// The statements that have run, each on one line with single blanks.
private final class Statements: Sendable {
    private let seen = Mutex<Set<String>>([])

    var all: Set<String> {
        Set(seen.withLock { $0 }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") })
    }

    func add(_ sql: String) { seen.withLock { _ = $0.insert(sql) } }
}
