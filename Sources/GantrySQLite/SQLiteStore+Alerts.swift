import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func reconcile(
        _ scope: AlertScope, at now: Instant, _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled {
        try await write { db in try Self.apply(scope, reconciliation, run: nil, at: now, db) }
    }

    /// Reads, decides and writes inside the caller's transaction.
    static func apply(
        _ scope: AlertScope, _ reconcile: Reconciliation, run: Int64?, at now: Instant, _ db: Database
    ) throws -> Reconciled {
        guard try scope.generation >= generation(db) else { return .outdated }
        if scope.redefines { try put(generation: scope.generation, db) }
        let last = try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'alerts'") ?? 0
        let changes = reconcile(AlertLedger(episodes: try episodes(in: scope, db), nextID: last + 1))
        for alert in changes.alerts { try put(alert, db) }
        for event in changes.events { try put(event, db) }
        if !changes.deliveries.isEmpty { try send(changes.deliveries, run: run, at: now, db) }
        return .done(changes)
    }

    private static let alive = "(state <> 'resolved' OR next_at IS NOT NULL OR resolved_at >= ?1)"

    private static func episodes(in scope: AlertScope, _ db: Database) throws -> [Alert] {
        let projects: Set<String>
        switch scope.episodes {
        case .ofProjects(let ids): projects = ids
        case .timed:
            projects = try String.fetchSet(db, sql: "SELECT DISTINCT project FROM alerts WHERE next_at IS NOT NULL")
        case .around(let id):
            projects = try String.fetchSet(db, sql: "SELECT project FROM alerts WHERE id = ?", arguments: [id])
        case .all:
            return try Row.fetchAll(
                db, sql: "SELECT body FROM alerts WHERE \(alive) ORDER BY id", arguments: [scope.resolvedSince]
            ).map { try $0.json("body") }
        }
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM alerts WHERE \(alive) AND project = ?2 ORDER BY id")
        var alerts: [Alert] = []
        for project in projects.sorted() {
            let rows = try Row.fetchAll(statement, arguments: [scope.resolvedSince, project])
            alerts += try rows.map { try $0.json("body") }
        }
        return alerts.sorted { $0.id < $1.id }
    }

    private static func put(_ event: AlertEvent, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO alert_events (alert_id, at, kind, detail) VALUES (?, ?, ?, ?)",
            arguments: [event.alert, event.at, event.kind.rawValue, event.detail])
    }

    static func put(_ alert: Alert, _ db: Database) throws {
        let sql = """
            INSERT INTO alerts (id, workflow, project, rule, subject, state, severity, stage, body, opened_at,
                updated_at, resolved_at, next_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (id) DO UPDATE SET workflow = ?2, state = ?6, severity = ?7, stage = ?8, body = ?9,
                updated_at = ?11, resolved_at = ?12, next_at = ?13
            """
        try db.execute(
            sql: sql,
            arguments: [
                alert.id, alert.key.workflow, alert.key.project, alert.key.rule, alert.key.subject,
                alert.state.rawValue, alert.finding.severity.rawValue, alert.finding.stage.name, json(alert),
                alert.openedAt, alert.updatedAt, alert.resolvedAt, alert.nextAt,
            ])
    }

    private static func send(_ drafts: [DeliveryDraft], run: Int64?, at now: Instant, _ db: Database) throws {
        let waiting = try waiting(for: Set(drafts.flatMap(\.notices).map(\.finding.identity)), run: run, db)
        let merge = OutboxMerge(drafts, waiting: waiting, run: run, at: now)
        for delivery in merge.changed { try update(delivery, db) }
        for draft in merge.new { try insert(draft, run: run, at: now, db) }
        for event in merge.events { try put(event, db) }
        for correction in merge.corrections where try !hasHeardOtherwise(correction, db) {
            let fact = correction.fact
            let rows = try Row.fetchAll(
                db, sql: "SELECT body FROM alerts WHERE project = ? AND rule = ? AND subject = ?",
                arguments: [fact.project, fact.rule, fact.subject])
            for row in rows {
                let known: Alert = try row.json("body")
                var alert = known
                alert.take(correction)
                if alert != known { try put(alert, db) }
            }
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

    public func nextAlertDue() async throws -> Instant? {
        try await read { db in
            try Int64.fetchOne(db, sql: "SELECT min(next_at) FROM alerts WHERE next_at IS NOT NULL")
                .map(Instant.init(nanosecondsSinceEpoch:))
        }
    }
}
