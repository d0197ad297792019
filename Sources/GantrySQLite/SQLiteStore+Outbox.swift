import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    /// What waits for nothing but its time: its run has ended, and nothing older about one of its facts is on its way
    /// to the same person.
    private static let waiting = """
        state = 'pending' AND NOT EXISTS (SELECT 1 FROM queue WHERE queue.id = outbox.run)
        AND NOT EXISTS (
            SELECT 1 FROM delivery_alerts AS own JOIN delivery_alerts AS same ON same.fact = own.fact
            JOIN outbox AS older ON older.id = same.delivery
            WHERE own.delivery = outbox.id AND older.id < outbox.id
            AND older.person = outbox.person AND older.channel = outbox.channel)
        """

    private static let isDue = "(next_attempt_at <= :now OR next_attempt_at - wait > :now)"

    /// Messages on their way, and those that have ended, with the same columns.
    private static let live = "SELECT *, NULL AS finished_at FROM outbox"
    private static let past = "SELECT *, 0 AS wait, created_at AS next_attempt_at, NULL AS owner FROM deliveries"

    static func delivery(_ row: Row) throws -> Delivery { try delivery(row, notices: row.json("notices")) }

    private static func delivery(_ row: Row, notices: [Notice]) throws -> Delivery {
        var delivery = Delivery(
            id: row["id"], token: RandomToken(stored: row["token"]), recipient: try row.json("recipient"),
            channel: row["channel"], run: row["run"], notices: notices, createdAt: row.instant("created_at"))
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

    static func delivery(_ id: Int64, _ db: Database) throws -> Delivery? { try row(id, db).map(delivery) }

    /// With what it says of one alert. The others are not decoded.
    static func delivery(_ id: Int64, about alert: Int64, _ db: Database) throws -> Delivery? {
        try row(id, db).map { row in
            let notices = try db.all(
                "SELECT value FROM json_each(?) WHERE json_extract(value, '$.alert') = ? ORDER BY key",
                [row["notices"] as String, alert]
            ).map { notice -> Notice in try notice.json("value") }
            return try delivery(row, notices: notices)
        }
    }

    private static func row(_ id: Int64, _ db: Database) throws -> Row? {
        try db.one("\(live) WHERE id = ?", [id]) ?? db.one("\(past) WHERE id = ?", [id])
    }

    // MARK: Writing

    static func insert(_ draft: DeliveryDraft, run: Int64?, at now: Instant, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO outbox (token, person, recipient, channel, run, notices, state, next_attempt_at, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?7, ?7)
            """,
            [
                RandomToken().description, draft.recipient.person, json(draft.recipient), draft.channel, run,
                json(draft.notices), now,
            ])
        try link(db.lastInsertedRowID, draft.notices, db)
    }

    /// Writes what a merge has changed of a message that waits.
    static func update(_ delivery: Delivery, _ db: Database) throws {
        try db.run("DELETE FROM delivery_alerts WHERE delivery = ?", [delivery.id])
        try link(delivery.id, delivery.notices, db)
        try db.run(
            "UPDATE outbox SET notices = ?, last_error = ? WHERE id = ?",
            [json(delivery.notices), delivery.lastError, delivery.id])
        if delivery.state.isFinal { try end(delivery.id, as: delivery.state, at: delivery.finishedAt, db) }
    }

    /// Moves a message into the history.
    private static func end(_ id: Int64, as state: Delivery.State, at now: Instant?, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO deliveries (id, token, person, recipient, channel, run, notices, state, attempts, unclear,
                    fence, last_error, created_at, finished_at)
                SELECT id, token, person, recipient, channel, run, notices, ?1, attempts, unclear, fence, last_error,
                    created_at, coalesce(?2, created_at)
                FROM outbox WHERE id = ?3
            """, [state.rawValue, now, id])
        try db.run("DELETE FROM outbox WHERE id = ?", [id])
    }

    private static func link(_ id: Int64, _ notices: [Notice], _ db: Database) throws {
        for notice in notices {
            try db.run(
                "INSERT OR IGNORE INTO delivery_alerts (alert, delivery, fact) VALUES (?, ?, ?)",
                [notice.alert, id, notice.finding.identity.description])
        }
    }

    /// The messages on their way that are about one of the facts, or are of the run.
    static func waiting(for facts: Set<Finding.Identity>, run: Int64?, _ db: Database) throws -> [Delivery] {
        var found: [Int64: Delivery] = [:]
        if let run {
            for delivery in try db.all("\(live) WHERE run = ?", [run]).map(delivery) { found[delivery.id] = delivery }
        }
        for fact in facts {
            let rows = try db.all(
                """
                SELECT outbox.*, NULL AS finished_at FROM delivery_alerts JOIN outbox ON outbox.id = delivery
                WHERE fact = ?
                """, [fact.description])
            for delivery in try rows.map(delivery) { found[delivery.id] = delivery }
        }
        return Array(found.values)
    }

    /// Whether a message about it has reached the person by another channel, or may yet.
    static func hasHeardOtherwise(_ correction: OutboxMerge.Correction, _ db: Database) throws -> Bool {
        let arguments: StatementArguments = [correction.fact.description, correction.person, correction.channel]
        return try db.one(
            """
            SELECT 1 FROM delivery_alerts JOIN outbox ON outbox.id = delivery
            WHERE fact = ?1 AND person = ?2 AND channel <> ?3
            UNION ALL SELECT 1 FROM delivery_alerts JOIN deliveries ON deliveries.id = delivery
            WHERE fact = ?1 AND person = ?2 AND channel <> ?3 AND state = 'delivered' LIMIT 1
            """, arguments) != nil
    }

    // MARK: The relay

    public func claimDeliveries(
        by node: NodeID, channel: String, limit: Int, at now: Instant
    ) async throws -> [Delivery] {
        try await write { db, _ in
            guard try Self.isAtWork(node, db) else { return [] }
            let sql = """
                UPDATE outbox SET state = 'sending', owner = :node, fence = fence + 1
                WHERE id IN (SELECT id FROM outbox WHERE channel = :channel AND \(Self.isDue) AND \(Self.waiting)
                    ORDER BY next_attempt_at, id LIMIT :limit)
                RETURNING *, NULL AS finished_at
                """
            return try db.all(
                sql, ["channel": channel, "node": node.description, "now": now, "limit": limit]
            ).map(Self.delivery).sorted { $0.id < $1.id }
        }
    }

    public func markDelivered(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await end(delivery, as: .delivered, "attempts = attempts + 1, last_error = NULL", [:], at: now)
    }

    public func markFailed(
        _ delivery: Delivery, error: String, wait: Duration?, at now: Instant
    ) async throws -> Standing {
        guard let wait else {
            return try await end(
                delivery, as: .dead, "attempts = attempts + 1, last_error = :error", ["error": error], at: now)
        }
        return try await end(
            delivery, as: .pending,
            "attempts = attempts + 1, last_error = :error, next_attempt_at = :next, wait = :wait",
            ["error": error, "next": now + wait, "wait": wait.wholeNanoseconds], at: now)
    }

    public func handBack(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await end(delivery, as: .pending, "next_attempt_at = :now, wait = 0", ["now": now], at: now)
    }

    private func end(
        _ delivery: Delivery, as state: Delivery.State, _ assignments: String,
        _ arguments: [String: (any DatabaseValueConvertible & Sendable)?], at now: Instant
    ) async throws -> Standing {
        try await write { db, _ in
            let own = try db.one("SELECT state, fence, owner FROM outbox WHERE id = ?", [delivery.id])
            let ended =
                try own ?? db.one("SELECT state, fence, NULL AS owner FROM deliveries WHERE id = ?", [delivery.id])
            guard let row = ended, row["fence"] == delivery.fence else { return .superseded }
            guard row["state"] == "sending" else { return .already }
            guard (row["owner"] as String?) == delivery.owner?.description else { return .superseded }
            var arguments = arguments
            arguments["id"] = delivery.id
            try db.run(
                "UPDATE outbox SET \(assignments), state = 'pending', owner = NULL WHERE id = :id",
                StatementArguments(arguments))
            if state.isFinal { try Self.end(delivery.id, as: state, at: now, db) }
            return .accepted
        }
    }

    public func nextDeliveryDue(channel: String, at now: Instant) async throws -> Instant? {
        try await read { db in
            let due = try db.integer(
                """
                SELECT min(CASE WHEN \(Self.isDue) THEN :now ELSE next_attempt_at END)
                FROM outbox WHERE channel = :channel AND \(Self.waiting)
                """, ["channel": channel, "now": now])
            return due.map(Instant.init(nanosecondsSinceEpoch:))
        }
    }

    public func waitingChannels() async throws -> Set<String> {
        // From channel to channel through the index, not from message to message.
        let sql = """
            WITH RECURSIVE known (channel) AS (
                SELECT min(channel) FROM outbox
                UNION ALL SELECT (SELECT min(channel) FROM outbox WHERE outbox.channel > known.channel) FROM known
                WHERE known.channel IS NOT NULL)
            SELECT channel FROM known WHERE channel IS NOT NULL
            """
        return try await read { db in try String.fetchSet(db.cachedStatement(sql: sql)) }
    }

    // MARK: Asking

    public func deliveryCounts(givenUpSince instant: Instant) async throws -> DeliveryCounts {
        try await read { db in
            func count(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
                Int(try db.integer("SELECT count(*) FROM \(sql)", arguments) ?? 0)
            }
            return DeliveryCounts(
                underWay: try count("outbox"), givenUp: try count("deliveries WHERE state = 'dead'"),
                givenUpLately: try count(
                    "deliveries INDEXED BY deliveries_dead WHERE state = 'dead' AND finished_at >= ?", [instant]))
        }
    }

    public func deliveries(_ filter: DeliveryFilter) async throws -> [Delivery] {
        try await read { db in
            var rows: [Row] = []
            for state in filter.states ?? Set(Delivery.State.allCases) {
                let table = state.isFinal ? Self.past : Self.live
                rows += try db.all(
                    "\(table) WHERE state = ? ORDER BY id DESC LIMIT ?", [state.rawValue, filter.limit])
            }
            return try rows.sorted { ($0["id"] as Int64) > ($1["id"] as Int64) }.prefix(filter.limit)
                .map(Self.delivery)
        }
    }

    public func delivery(_ id: Int64) async throws -> Delivery? {
        try await read { db in try Self.delivery(id, db) }
    }

    public func retryDeliveries(_ id: Int64?, at now: Instant) async throws -> [Int64] {
        try await write { db, _ in
            let rows =
                if let id {
                    try db.all("\(Self.past) WHERE id = ? AND state = 'dead'", [id])
                } else {
                    try db.all("\(Self.past) WHERE state = 'dead' ORDER BY id")
                }
            let dead = try rows.map(Self.delivery)
            var waiting: [Int64] = []
            for delivery in dead {
                let revived = delivery.revived(at: now, among: try Self.sharingFacts(with: delivery.id, db))
                if revived.state == .pending { waiting.append(revived.id) }
                try Self.revive(revived, at: now, db)
            }
            return waiting
        }
    }

    /// Moves a message back to those on their way, or says why it stays where it is.
    private static func revive(_ delivery: Delivery, at now: Instant, _ db: Database) throws {
        guard delivery.state == .pending else {
            return try db.run(
                "UPDATE deliveries SET state = ?, last_error = ?, finished_at = ? WHERE id = ?",
                [delivery.state.rawValue, delivery.lastError, now, delivery.id])
        }
        try db.run(
            """
            INSERT INTO outbox (id, token, person, recipient, channel, run, notices, state, attempts, next_attempt_at,
                    unclear, fence, last_error, created_at)
                SELECT id, token, person, recipient, channel, run, notices, 'pending', ?1, ?2, unclear, fence,
                    last_error, created_at
                FROM deliveries WHERE id = ?3
            """, [delivery.attempts, now, delivery.id])
        try db.run("DELETE FROM deliveries WHERE id = ?", [delivery.id])
        try update(delivery, db)
    }

    /// The messages about one of the facts that a message is about.
    private static func sharingFacts(with id: Int64, _ db: Database) throws -> [Delivery] {
        let sql = """
            SELECT DISTINCT same.delivery FROM delivery_alerts AS own
            JOIN delivery_alerts AS same ON same.fact = own.fact WHERE own.delivery = ?
            """
        return try Int64.fetchAll(db.cachedStatement(sql: sql), arguments: [id]).compactMap { try delivery($0, db) }
    }
}
