import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func reconcile(_ reconciliation: @escaping Reconciliation, at now: Instant) async throws -> AlertChanges {
        try await write { db in try Self.apply(reconciliation, run: nil, at: now, db) }
    }

    /// Reads, decides and writes inside the caller's transaction.
    static func apply(_ reconcile: Reconciliation, run: Int64?, at now: Instant, _ db: Database) throws -> AlertChanges
    {
        let rows = try Row.fetchAll(db, sql: "SELECT body FROM alerts WHERE state <> 'resolved' ORDER BY id")
        let unresolved: [Alert] = try rows.map { try $0.json("body") }
        let last = try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'alerts'") ?? 0
        let changes = reconcile(AlertLedger(unresolved: unresolved, nextID: last + 1))
        for alert in changes.alerts { try put(alert, db) }
        for event in changes.events {
            try db.execute(
                sql: "INSERT INTO alert_events (alert_id, at, kind, detail) VALUES (?, ?, ?, ?)",
                arguments: [event.alert, event.at, event.kind.rawValue, event.detail])
        }
        for draft in changes.deliveries { try put(draft, run: run, at: now, db) }
        return changes
    }

    private static func put(_ alert: Alert, _ db: Database) throws {
        let sql = """
            INSERT INTO alerts
                (id, workflow, project, rule, subject, state, severity, stage, body, opened_at, updated_at, resolved_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (id) DO UPDATE SET state = ?6, severity = ?7, stage = ?8, body = ?9, updated_at = ?11,
                resolved_at = ?12
            """
        try db.execute(
            sql: sql,
            arguments: [
                alert.id, alert.key.workflow, alert.key.project, alert.key.rule, alert.key.subject,
                alert.state.rawValue, alert.finding.severity.rawValue, alert.finding.stage.name, json(alert),
                alert.openedAt, alert.updatedAt, alert.resolvedAt,
            ])
    }

    /// Adds a message, or its notices to the one that the same run has waiting for the same person.
    private static func put(_ draft: DeliveryDraft, run: Int64?, at now: Instant, _ db: Database) throws {
        let waiting = try Row.fetchOne(
            db,
            sql: """
                SELECT id, notices FROM deliveries
                WHERE run_id = ? AND person = ? AND channel = ? AND state = 'pending' AND attempts = 0
                """,
            arguments: [run, draft.recipient.person, draft.channel])
        let id: Int64
        if let waiting {
            id = waiting["id"]
            let notices: [Notice] = try waiting.json("notices")
            try db.execute(
                sql: "UPDATE deliveries SET notices = ? WHERE id = ?",
                arguments: [json(notices + draft.notices), id])
        } else {
            let sql = """
                INSERT INTO deliveries
                    (person, recipient, channel, run_id, notices, state, attempts, next_attempt_at, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, 'pending', 0, ?6, ?6)
                """
            try db.execute(
                sql: sql,
                arguments: [
                    draft.recipient.person, json(draft.recipient), draft.channel, run, json(draft.notices), now,
                ])
            id = db.lastInsertedRowID
        }
        for alert in Set(draft.notices.map(\.alert)) {
            try db.execute(
                sql: "INSERT OR IGNORE INTO delivery_alerts (alert_id, delivery_id) VALUES (?, ?)",
                arguments: [alert, id])
        }
    }

    // MARK: Reading

    public func alerts(_ filter: AlertFilter) async throws -> [Alert] {
        try await read { db in
            let sql = """
                SELECT body FROM alerts WHERE (?1 OR state <> 'resolved') AND (?2 IS NULL OR project = ?2)
                AND (?3 IS NULL OR workflow = ?3) ORDER BY id DESC
                """
            return try Row.fetchAll(
                db, sql: sql, arguments: [filter.includesResolved, filter.project, filter.workflow]
            ).map { try $0.json("body") }
        }
    }

    public func alert(_ id: Int64) async throws -> Alert? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT body FROM alerts WHERE id = ?", arguments: [id]).map {
                try $0.json("body")
            }
        }
    }

    public func events(ofAlert id: Int64) async throws -> [AlertEvent] {
        try await read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM alert_events WHERE alert_id = ? ORDER BY id", arguments: [id])
            return try rows.map { row in
                AlertEvent(
                    alert: id, at: row.instant("at"), kind: try row.word("kind"), detail: row["detail"])
            }
        }
    }

    public func deliveries(ofAlert id: Int64) async throws -> [Delivery] {
        try await read { db in
            let sql = """
                SELECT deliveries.* FROM deliveries JOIN delivery_alerts ON delivery_id = deliveries.id
                WHERE alert_id = ? ORDER BY deliveries.id
                """
            return try Row.fetchAll(db, sql: sql, arguments: [id]).map(Self.delivery)
        }
    }

    public func deliveryCounts() async throws -> [Delivery.State: Int] {
        try await read { db in
            var counts: [Delivery.State: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) AS n FROM deliveries GROUP BY state") {
                counts[try row.word("state")] = row["n"]
            }
            return counts
        }
    }
}
