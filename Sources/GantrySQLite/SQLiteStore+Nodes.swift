import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func join(_ node: NodeID, at now: Instant) async throws -> Joined {
        try await write { db in
            try db.execute(
                sql: "UPDATE runs SET owner = NULL WHERE owner <> ? AND state IN ('queued', 'running')",
                arguments: [node.description])
            let runs = db.changesCount
            try db.execute(
                sql: """
                    UPDATE deliveries SET state = 'pending', owner = NULL, unclear = unclear + 1,
                        next_attempt_at = ?1, wait = 0
                    WHERE state = 'sending' AND owner IS NOT ?2
                    """, arguments: [now, node.description])
            let deliveries = db.changesCount
            try db.execute(
                sql: "INSERT OR REPLACE INTO facts (name, value) VALUES ('node', ?)", arguments: [node.description])
            let generation = try Self.generation(db) + 1
            try Self.put(generation: generation, db)
            return Joined(generation: generation, runs: runs, deliveries: deliveries)
        }
    }

    public func giveBack(_ node: NodeID, at now: Instant) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE runs SET owner = NULL, begun = begun - 1 WHERE owner = ?", arguments: [node.description])
            try db.execute(
                sql: """
                    UPDATE deliveries SET state = 'pending', owner = NULL, next_attempt_at = ?1, wait = 0
                    WHERE state = 'sending' AND owner = ?2
                    """, arguments: [now, node.description])
        }
    }

    /// Whether the node is the one at work.
    static func isAtWork(_ node: NodeID, _ db: Database) throws -> Bool {
        try String.fetchOne(db, sql: "SELECT value FROM facts WHERE name = 'node'") == node.description
    }

    /// Of the definitions that all looks must go by.
    static func generation(_ db: Database) throws -> Int64 {
        let text = try String.fetchOne(db, sql: "SELECT value FROM facts WHERE name = 'generation'")
        return text.flatMap(Int64.init) ?? 0
    }

    static func put(generation: Int64, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO facts (name, value) VALUES ('generation', ?)", arguments: ["\(generation)"])
    }
}
