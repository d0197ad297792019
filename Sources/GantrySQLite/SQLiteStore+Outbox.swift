import GRDB
public import GantryCore
import GantryStore

extension SQLiteStore {
    /// What may be claimed: waiting or claimed before, its run ended.
    private static let waiting = """
        state IN ('pending', 'sending')
        AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = run_id AND runs.state IN ('queued', 'running'))
        """

    static func delivery(_ row: Row) throws -> Delivery {
        var delivery = Delivery(
            id: row["id"], recipient: try row.json("recipient"), channel: row["channel"], run: row["run_id"],
            notices: try row.json("notices"), createdAt: row.instant("created_at"))
        delivery.state = try row.word("state")
        delivery.attempts = row["attempts"]
        delivery.nextAttemptAt = row.instant("next_attempt_at")
        delivery.lastError = row["last_error"]
        delivery.finishedAt = row.optionalInstant("finished_at")
        return delivery
    }

    public func claimDeliveries(
        channel: String, now: Instant, leaseUntil: Instant, limit: Int
    ) async throws -> [Delivery] {
        try await write { db in
            let sql = """
                UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_attempt_at = :lease
                WHERE id IN (SELECT id FROM deliveries WHERE channel = :channel AND \(Self.waiting) AND next_attempt_at <= :now
                    ORDER BY next_attempt_at, id LIMIT :limit)
                RETURNING *
                """
            return try Row.fetchAll(
                db, sql: sql, arguments: ["channel": channel, "lease": leaseUntil, "now": now, "limit": limit]
            ).map(Self.delivery).sorted { $0.id < $1.id }
        }
    }

    public func markDelivered(_ id: Int64, at now: Instant) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE deliveries SET state = 'delivered', finished_at = ?, last_error = NULL WHERE id = ?",
                arguments: [now, id])
        }
    }

    public func markFailed(_ id: Int64, error: String, nextAttemptAt: Instant?, at now: Instant) async throws {
        try await write { db in
            if let nextAttemptAt {
                try db.execute(
                    sql: "UPDATE deliveries SET state = 'pending', last_error = ?, next_attempt_at = ? WHERE id = ?",
                    arguments: [error, nextAttemptAt, id])
            } else {
                try db.execute(
                    sql: "UPDATE deliveries SET state = 'dead', last_error = ?, finished_at = ? WHERE id = ?",
                    arguments: [error, now, id])
            }
        }
    }

    public func nextDeliveryDue(channel: String) async throws -> Instant? {
        try await read { db in
            let due = try Int64.fetchOne(
                db, sql: "SELECT min(next_attempt_at) FROM deliveries WHERE channel = :channel AND \(Self.waiting)",
                arguments: ["channel": channel])
            return due.map(Instant.init(nanosecondsSinceEpoch:))
        }
    }

    public func waitingChannels() async throws -> Set<String> {
        try await read { db in
            try String.fetchSet(db, sql: "SELECT DISTINCT channel FROM deliveries WHERE \(Self.waiting)")
        }
    }

    public func releaseClaims(at now: Instant) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE deliveries SET state = 'pending', next_attempt_at = ? WHERE state = 'sending'",
                arguments: [now])
        }
    }
}
