import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func reconcile(
        _ scope: AlertScope, at now: Instant, _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled {
        try await reconcile(scope, run: nil, at: now, reconciliation, along: Along<Never>?.none).outcome
    }

    /// What a store does along with a reconciliation, and what comes of it; nil: it must not be done at all.
    typealias Along<Gain> = @Sendable (Database, inout WriterState) throws -> Gain?

    /// Decides by what is known, without holding anything up, and writes where that still holds.
    func reconcile<Gain: Sendable>(
        _ scope: AlertScope, run: Int64?, at now: Instant, _ reconciliation: @escaping Reconciliation,
        along: Along<Gain>?
    ) async throws -> (outcome: Reconciled, gain: Gain?) {
        while true {
            let book = try await book(since: scope.resolvedSince)
            guard scope.generation >= book.generation else { return (.outdated, nil) }
            guard let (episodes, version) = book.episodes(in: scope) else { continue }
            let provisional = book.nextID
            let changes = reconciliation(AlertLedger(episodes: episodes, nextID: provisional))
            if changes.isEmpty, along == nil, !scope.redefines { return (.done(changes), nil) }
            let written: (Reconciled, Gain?)? = try await write { db, state in
                guard var book = state.book else { return nil }
                guard scope.generation >= book.generation else { return (.outdated, nil) }
                // Others have changed them meanwhile.
                guard book.stands(version) else { return nil }
                let gain = try along?(db, &state)
                if along != nil, gain == nil { return (.superseded, nil) }
                let final = changes.numbered(from: provisional, to: book.nextID)
                state.book = nil
                try Self.put(final, of: run, scope, at: now, &book, db)
                state.book = book
                return (.done(final), gain)
            }
            if let written { return written }
        }
    }

    private static func put(
        _ changes: AlertChanges, of run: Int64?, _ scope: AlertScope, at now: Instant, _ book: inout AlertBook,
        _ db: Database
    ) throws {
        if scope.redefines {
            try put(generation: scope.generation, db)
            book.generation = scope.generation
        }
        for alert in changes.alerts {
            try put(alert, db)
            book.put(alert)
        }
        for event in changes.events { try put(event, db) }
        if !changes.deliveries.isEmpty { try send(changes.deliveries, run: run, at: now, &book, db) }
        book.forget(before: scope.resolvedSince)
    }

    /// The episodes that are alive, with those that ended since then.
    func book(since: Instant?) async throws -> AlertBook {
        if let book = published.withLock({ $0 }), book.floor <= since ?? book.floor { return book }
        // A job that writes nothing costs nothing on the disk.
        return try await write { db, state in
            let book = try Self.readBook(since: since, db)
            state.book = book
            return book
        }
    }

    static func readBook(since: Instant?, _ db: Database) throws -> AlertBook {
        let floor = (since ?? Instant(nanosecondsSinceEpoch: .max)) - .seconds(86_400)
        let alerts: [Alert] = try Row.fetchAll(
            db,
            sql: """
                SELECT body FROM alerts WHERE id IN (
                    SELECT id FROM alerts WHERE state <> 'resolved'
                    UNION SELECT id FROM alerts WHERE next_at IS NOT NULL
                    UNION SELECT id FROM alerts WHERE resolved_at >= ?)
                """, arguments: [floor]
        ).map { try $0.json("body") }
        let last = try db.integer("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'") ?? 0
        return AlertBook(alerts, nextID: last + 1, generation: try generation(db), floor: floor)
    }

    private static func put(_ event: AlertEvent, _ db: Database) throws {
        try db.run(
            "INSERT INTO alert_events (alert_id, at, kind, detail) VALUES (?, ?, ?, ?)",
            [event.alert, event.at, event.kind.rawValue, event.detail])
    }

    static func put(_ alert: Alert, _ db: Database) throws {
        let sql = """
            INSERT INTO alerts (id, workflow, project, rule, subject, state, severity, stage, body, opened_at,
                updated_at, resolved_at, next_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (id) DO UPDATE SET workflow = ?2, state = ?6, severity = ?7, stage = ?8, body = ?9,
                updated_at = ?11, resolved_at = ?12, next_at = ?13
            """
        try db.run(
            sql,
            [
                alert.id, alert.key.workflow, alert.key.project, alert.key.rule, alert.key.subject,
                alert.state.rawValue, alert.finding.severity.rawValue, alert.finding.stage.name, json(alert),
                alert.openedAt, alert.updatedAt, alert.resolvedAt, alert.nextAt,
            ])
    }

    private static func send(
        _ drafts: [DeliveryDraft], run: Int64?, at now: Instant, _ book: inout AlertBook, _ db: Database
    ) throws {
        let waiting = try waiting(for: Set(drafts.flatMap(\.notices).map(\.finding.identity)), run: run, db)
        let merge = OutboxMerge(drafts, waiting: waiting, run: run, at: now)
        for delivery in merge.changed { try update(delivery, db) }
        for draft in merge.new { try insert(draft, run: run, at: now, db) }
        for event in merge.events { try put(event, db) }
        for correction in merge.corrections where try !hasHeardOtherwise(correction, db) {
            let fact = correction.fact
            let rows = try db.all(
                "SELECT body FROM alerts WHERE project = ? AND rule = ? AND subject = ?",
                [fact.project, fact.rule, fact.subject])
            for row in rows {
                let known: Alert = try row.json("body")
                var alert = known
                alert.take(correction)
                guard alert != known else { continue }
                try put(alert, db)
                if book.alert(alert.id) != nil { book.put(alert) }
            }
        }
    }

    // MARK: Reading

    public func alerts(_ filter: AlertFilter) async throws -> [Alert] {
        guard filter.includesResolved else { return try await book(since: nil).unresolved(filter) }
        return try await read { db in
            var (conditions, arguments): ([String], StatementArguments) = ([], [:])
            if let project = filter.project {
                conditions.append("project = :project")
                arguments += ["project": project]
            }
            if let workflow = filter.workflow {
                conditions.append("workflow = :workflow")
                arguments += ["workflow": workflow]
            }
            let which = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
            return try db.all("SELECT body FROM alerts \(which) ORDER BY id DESC", arguments).map {
                try $0.json("body")
            }
        }
    }

    public func alertCounts() async throws -> AlertCounts { try await book(since: nil).counts }

    public func alert(_ id: Int64) async throws -> Alert? {
        if let alert = try await book(since: nil).alert(id) { return alert }
        return try await read { db in
            try db.one("SELECT body FROM alerts WHERE id = ?", [id]).map { try $0.json("body") }
        }
    }

    public func events(ofAlert id: Int64) async throws -> [AlertEvent] {
        try await read { db in
            try db.all("SELECT * FROM alert_events WHERE alert_id = ? ORDER BY id", [id]).map { row in
                AlertEvent(
                    alert: id, at: row.instant("at"), kind: try row.word("kind"), detail: row["detail"])
            }
        }
    }

    public func deliveries(ofAlert id: Int64) async throws -> [Delivery] {
        try await read { db in
            let ids = try Int64.fetchAll(
                db.cachedStatement(sql: "SELECT delivery FROM delivery_alerts WHERE alert = ? ORDER BY delivery"),
                arguments: [id])
            return try ids.compactMap { try Self.delivery($0, about: id, db) }
        }
    }

    public func nextAlertDue() async throws -> Instant? { try await book(since: nil).nextDue }
}
