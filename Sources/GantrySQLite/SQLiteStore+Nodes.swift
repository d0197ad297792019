import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func join(_ node: NodeID, at now: Instant) async throws -> Joined {
        try await write { db, state in
            state.book = nil
            let sign = try Self.lastSign(db)
            try db.run("UPDATE queue SET owner = NULL WHERE owner <> ?", [node.description])
            let runs = db.changesCount
            try db.run(
                """
                UPDATE outbox SET state = 'pending', owner = NULL, unclear = unclear + 1, next_attempt_at = ?1, wait = 0
                WHERE state = 'sending' AND owner IS NOT ?2
                """, [now, node.description])
            let deliveries = db.changesCount
            try Self.put("node", node.description, db)
            try db.run("DELETE FROM facts WHERE name = 'left_at'")
            let generation = try Self.generation(db) + 1
            try Self.put(generation: generation, db)
            return Joined(generation: generation, runs: runs, deliveries: deliveries, lastSign: sign)
        }
    }

    public func giveBack(_ node: NodeID, at now: Instant) async throws {
        try await write { db, _ in
            try db.run(
                """
                UPDATE queue SET owner = NULL, begun = begun - 1 WHERE owner = ?
                """, [node.description])
            try db.run(
                """
                UPDATE outbox SET state = 'pending', owner = NULL, next_attempt_at = ?1, wait = 0
                WHERE state = 'sending' AND owner = ?2
                """, [now, node.description])
            guard try Self.isAtWork(node, db) else { return }
            try Self.put("left_at", "\(now.nanosecondsSinceEpoch)", db)
        }
    }

    /// When the last node left, or else the last thing that it did.
    private static func lastSign(_ db: Database) throws -> LastSign? {
        if let text = try fact("left_at", db), let at = Int64(text) {
            return LastSign(at: Instant(nanosecondsSinceEpoch: at), isLeave: true)
        }
        let last = try Int64.fetchAll(
            db,
            sql: """
                SELECT observed_at FROM ledger WHERE id = (SELECT max(id) FROM ledger)
                UNION ALL SELECT finished_at FROM runs WHERE id = (SELECT max(id) FROM runs)
                UNION ALL SELECT max(coalesce(started_at, queued_at)) FROM queue HAVING count(*) > 0
                """)
        return last.max().map { LastSign(at: Instant(nanosecondsSinceEpoch: $0), isLeave: false) }
    }

    /// Whether the node is the one at work.
    static func isAtWork(_ node: NodeID, _ db: Database) throws -> Bool {
        try fact("node", db) == node.description
    }

    /// Of the definitions that all looks must go by.
    static func generation(_ db: Database) throws -> Int64 { try fact("generation", db).flatMap(Int64.init) ?? 0 }

    static func put(generation: Int64, _ db: Database) throws { try put("generation", "\(generation)", db) }

    private static func fact(_ name: String, _ db: Database) throws -> String? {
        try db.one("SELECT value FROM facts WHERE name = ?", [name])?["value"]
    }

    private static func put(_ name: String, _ value: String, _ db: Database) throws {
        try db.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", [name, value])
    }
}
