import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    /// What waits for nothing but its time: its run has ended, and nothing older about one of its facts is on its way
    /// to the same person.
    private static let waiting = """
        state = 'pending'
        AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = run_id AND runs.state IN ('queued', 'running'))
        AND NOT EXISTS (
            SELECT 1 FROM delivery_alerts AS own JOIN delivery_alerts AS same ON same.fact = own.fact
            JOIN deliveries AS older ON older.id = same.delivery_id
            WHERE own.delivery_id = deliveries.id AND older.id < deliveries.id
            AND older.person = deliveries.person AND older.channel = deliveries.channel
            AND older.state IN ('pending', 'sending'))
        """

    private static let isDue = "(next_attempt_at <= :now OR next_attempt_at - wait > :now)"

    static func delivery(_ row: Row) throws -> Delivery {
        var delivery = Delivery(
            id: row["id"], token: RandomToken(stored: row["token"]), recipient: try row.json("recipient"),
            channel: row["channel"], run: row["run_id"], notices: try row.json("notices"),
            createdAt: row.instant("created_at"))
        delivery.state = try row.word("state")
        delivery.attempts = row["attempts"]
        delivery.owner = (row["owner"] as String?).map(NodeID.init)
        (delivery.fence, delivery.unclear) = (row["fence"], row["unclear"])
        delivery.wait = .nanoseconds(row["wait"] as Int64)
        delivery.nextAttemptAt = row.instant("next_attempt_at")
        delivery.lastError = row["last_error"]
        delivery.finishedAt = row.optionalInstant("finished_at")
        return delivery
    }

    // MARK: Writing

    static func insert(_ draft: DeliveryDraft, run: Int64?, at now: Instant, _ db: Database) throws {
        let sql = """
            INSERT INTO deliveries (token, person, recipient, channel, run_id, notices, state, attempts,
                next_attempt_at, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', 0, ?7, ?7)
            """
        try db.execute(
            sql: sql,
            arguments: [
                RandomToken().description, draft.recipient.person, json(draft.recipient), draft.channel, run,
                json(draft.notices), now,
            ])
        try link(db.lastInsertedRowID, draft.notices, db)
    }

    /// Writes what a merge has changed.
    static func update(_ delivery: Delivery, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE deliveries SET notices = ?, state = ?, last_error = ?, finished_at = ? WHERE id = ?",
            arguments: [
                json(delivery.notices), delivery.state.rawValue, delivery.lastError, delivery.finishedAt, delivery.id,
            ])
        try db.execute(sql: "DELETE FROM delivery_alerts WHERE delivery_id = ?", arguments: [delivery.id])
        try link(delivery.id, delivery.notices, db)
    }

    private static func link(_ id: Int64, _ notices: [Notice], _ db: Database) throws {
        for notice in notices {
            try db.execute(
                sql: "INSERT OR IGNORE INTO delivery_alerts (alert_id, delivery_id, fact) VALUES (?, ?, ?)",
                arguments: [notice.alert, id, notice.finding.identity.description])
        }
    }

    /// The messages on their way that are about one of the facts, or are of the run.
    static func waiting(for facts: Set<Finding.Identity>, run: Int64?, _ db: Database) throws -> [Delivery] {
        var found: [Int64: Delivery] = [:]
        if let run {
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM deliveries WHERE run_id = ? AND state IN ('pending', 'sending')",
                arguments: [run])
            for delivery in try rows.map(delivery) { found[delivery.id] = delivery }
        }
        let statement = try db.cachedStatement(
            sql: """
                SELECT deliveries.* FROM delivery_alerts JOIN deliveries ON deliveries.id = delivery_id
                WHERE fact = ? AND state IN ('pending', 'sending')
                """)
        for fact in facts {
            let rows = try Row.fetchAll(statement, arguments: [fact.description])
            for delivery in try rows.map(delivery) { found[delivery.id] = delivery }
        }
        return Array(found.values)
    }

    /// Whether a message about it has reached the person by another channel, or may yet.
    static func hasHeardOtherwise(_ correction: OutboxMerge.Correction, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM delivery_alerts JOIN deliveries ON deliveries.id = delivery_id
                    WHERE fact = ? AND person = ? AND channel <> ?
                        AND state IN ('pending', 'sending', 'delivered'))
                """, arguments: [correction.fact.description, correction.person, correction.channel]) ?? false
    }

    // MARK: The relay

    public func claimDeliveries(
        by node: NodeID, channel: String, limit: Int, at now: Instant
    ) async throws -> [Delivery] {
        try await write { db in
            guard try Self.isAtWork(node, db) else { return [] }
            let sql = """
                UPDATE deliveries SET state = 'sending', owner = :node, fence = fence + 1
                WHERE id IN (SELECT id FROM deliveries WHERE channel = :channel AND \(Self.isDue) AND \(Self.waiting)
                    ORDER BY next_attempt_at, id LIMIT :limit)
                RETURNING *
                """
            return try Row.fetchAll(
                db, sql: sql,
                arguments: ["channel": channel, "node": node.description, "now": now, "limit": limit]
            ).map(Self.delivery).sorted { $0.id < $1.id }
        }
    }

    public func markDelivered(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await end(
            delivery, "state = 'delivered', attempts = attempts + 1, last_error = NULL, finished_at = :now",
            ["now": now])
    }

    public func markFailed(
        _ delivery: Delivery, error: String, wait: Duration?, at now: Instant
    ) async throws -> Standing {
        guard let wait else {
            return try await end(
                delivery, "state = 'dead', attempts = attempts + 1, last_error = :error, finished_at = :now",
                ["error": error, "now": now])
        }
        return try await end(
            delivery,
            "state = 'pending', attempts = attempts + 1, last_error = :error, next_attempt_at = :next, wait = :wait",
            ["error": error, "next": now + wait, "wait": wait.wholeNanoseconds])
    }

    public func handBack(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await end(delivery, "state = 'pending', next_attempt_at = :now, wait = 0", ["now": now])
    }

    private func end(
        _ delivery: Delivery, _ assignments: String, _ arguments: [String: (any DatabaseValueConvertible & Sendable)?]
    ) async throws -> Standing {
        try await write { db in
            var arguments = arguments
            arguments["id"] = delivery.id
            arguments["fence"] = delivery.fence
            arguments["owner"] = delivery.owner?.description
            try db.execute(
                sql: """
                    UPDATE deliveries SET \(assignments), owner = NULL
                    WHERE id = :id AND fence = :fence AND owner = :owner AND state = 'sending'
                    """, arguments: StatementArguments(arguments))
            if db.changesCount == 1 { return .accepted }
            let isEnded = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM deliveries WHERE id = ? AND fence = ? AND state <> 'sending')",
                arguments: [delivery.id, delivery.fence])
            return isEnded == true ? .already : .superseded
        }
    }

    public func nextDeliveryDue(channel: String, at now: Instant) async throws -> Instant? {
        try await read { db in
            let due = try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(CASE WHEN \(Self.isDue) THEN :now ELSE next_attempt_at END)
                    FROM deliveries WHERE channel = :channel AND \(Self.waiting)
                    """, arguments: ["channel": channel, "now": now])
            return due.map(Instant.init(nanosecondsSinceEpoch:))
        }
    }

    public func waitingChannels() async throws -> Set<String> {
        try await read { db in
            try String.fetchSet(
                db, sql: "SELECT DISTINCT channel FROM deliveries WHERE state IN ('pending', 'sending')")
        }
    }

    // MARK: Asking

    public func deliveryCounts() async throws -> [Delivery.State: Int] {
        try await read { db in
            var counts: [Delivery.State: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) AS n FROM deliveries GROUP BY state") {
                counts[try row.word("state")] = row["n"]
            }
            return counts
        }
    }

    public func deliveries(_ filter: DeliveryFilter) async throws -> [Delivery] {
        try await read { db in
            let states = (filter.states ?? Set(Delivery.State.allCases)).map { "'\($0.rawValue)'" }.sorted()
            let sql = """
                SELECT * FROM deliveries WHERE state IN (\(states.joined(separator: ", "))) ORDER BY id DESC LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [filter.limit]).map(Self.delivery)
        }
    }

    public func delivery(_ id: Int64) async throws -> Delivery? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM deliveries WHERE id = ?", arguments: [id]).map(Self.delivery)
        }
    }

    public func retryDeliveries(_ id: Int64?, at now: Instant) async throws -> [Int64] {
        try await write { db in
            let dead = try Row.fetchAll(
                db, sql: "SELECT * FROM deliveries WHERE state = 'dead' AND (?1 IS NULL OR id = ?1) ORDER BY id",
                arguments: [id]
            ).map(Self.delivery)
            let revived = try dead.map { $0.revived(at: now, among: try Self.sharingFacts(with: $0.id, db)) }
            for delivery in revived {
                try Self.update(delivery, db)
                try db.execute(
                    sql: "UPDATE deliveries SET attempts = ?, next_attempt_at = ?, wait = 0 WHERE id = ?",
                    arguments: [delivery.attempts, delivery.nextAttemptAt, delivery.id])
            }
            return revived.filter { $0.state == .pending }.map(\.id)
        }
    }

    /// The messages about one of the facts that a message is about.
    private static func sharingFacts(with id: Int64, _ db: Database) throws -> [Delivery] {
        let sql = """
            SELECT DISTINCT deliveries.* FROM delivery_alerts AS own
            JOIN delivery_alerts AS same ON same.fact = own.fact
            JOIN deliveries ON deliveries.id = same.delivery_id
            WHERE own.delivery_id = ?
            """
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map(delivery)
    }
}
