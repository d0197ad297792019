import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func admit(_ firing: Firing, at now: Instant) async throws -> [Run] {
        try await write { db in
            var queued: [Run] = []
            for planned in firing.occurrences {
                if let run = try Self.admit(planned, mode: firing.mode, at: now, db) { queued.append(run) }
            }
            try Self.remember(firing, db)
            return queued
        }
    }

    private static func admit(
        _ planned: PlannedOccurrence, mode: Workflow.Mode, at now: Instant, _ db: Database
    ) throws -> Run? {
        let occurrence = planned.occurrence
        var (verdict, reason) = (planned.verdict, planned.reason)
        if verdict == .ran, mode == .single, let running = try unfinishedRun(of: occurrence.workflow, db) {
            (verdict, reason) = (.overlapped, "run \(running) was under way")
        }
        let sql = """
            INSERT INTO occurrences (workflow, trigger_id, key, planned_at, observed_at, payload, verdict, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (workflow, trigger_id, key) DO UPDATE
                SET verdict = ?7, reason = ?8, observed_at = ?5, payload = ?6
                WHERE verdict <> 'ran' AND ?7 = 'ran' AND observed_at > ?9
            RETURNING id
            """
        // What was judged under a clock that went ahead of the true time may still run at its time.
        let id = try Int64.fetchOne(
            db, sql: sql,
            arguments: [
                occurrence.workflow, occurrence.trigger, occurrence.key, occurrence.plannedAt, occurrence.observedAt,
                json(occurrence.payload), verdict.rawValue, reason, now,
            ])
        guard let id, verdict == .ran else { return nil }
        try db.execute(
            sql: "INSERT INTO runs (occurrence_id, workflow, state, queued_at) VALUES (?, ?, 'queued', ?)",
            arguments: [id, occurrence.workflow, now])
        return Run(id: db.lastInsertedRowID, occurrence: occurrence, queuedAt: now)
    }

    private static func unfinishedRun(of workflow: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT id FROM runs WHERE workflow = ? AND state IN ('queued', 'running')", arguments: [workflow])
    }

    private static func remember(_ firing: Firing, _ db: Database) throws {
        if let cursor = firing.cursor {
            try db.execute(
                sql: "INSERT OR REPLACE INTO trigger_cursors (workflow, trigger_id, cursor) VALUES (?, ?, ?)",
                arguments: [firing.workflow, firing.trigger, cursor])
        }
        for (name, value) in firing.entries {
            if let value {
                try db.execute(
                    sql:
                        "INSERT OR REPLACE INTO trigger_entries (workflow, trigger_id, name, value) VALUES (?, ?, ?, ?)",
                    arguments: [firing.workflow, firing.trigger, name, value])
            } else {
                try db.execute(
                    sql: "DELETE FROM trigger_entries WHERE workflow = ? AND trigger_id = ? AND name = ?",
                    arguments: [firing.workflow, firing.trigger, name])
            }
        }
    }

    public func memory(workflow: String, trigger: String) async throws -> TriggerMemory {
        try await read { db in
            let own: StatementArguments = [workflow, trigger]
            let cursor = try String.fetchOne(
                db, sql: "SELECT cursor FROM trigger_cursors WHERE workflow = ? AND trigger_id = ?", arguments: own)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT name, value FROM trigger_entries WHERE workflow = ? AND trigger_id = ?", arguments: own
            )
            var memory = TriggerMemory(cursor: cursor)
            while let row = try rows.next() { memory.entries[row["name"]] = row["value"] }
            return memory
        }
    }

    // MARK: Reading

    private static let runColumns = """
        SELECT runs.*, trigger_id, key, planned_at, observed_at, payload
        FROM runs JOIN occurrences ON occurrences.id = occurrence_id
        """

    private static func run(_ row: Row) throws -> Run {
        let occurrence = Occurrence(
            workflow: row["workflow"], trigger: row["trigger_id"], key: row["key"],
            plannedAt: row.instant("planned_at"), observedAt: row.instant("observed_at"),
            payload: try row.json("payload"))
        var run = Run(id: row["id"], occurrence: occurrence, queuedAt: row.instant("queued_at"))
        run.state = try row.word("state")
        run.startedAt = row.optionalInstant("started_at")
        run.finishedAt = row.optionalInstant("finished_at")
        run.error = row["error"]
        run.owner = (row["owner"] as String?).map(NodeID.init)
        (run.fence, run.begun) = (row["fence"], row["begun"])
        return run
    }

    public func unfinishedRuns() async throws -> [Run] {
        try await read { db in
            try Row.fetchAll(db, sql: "\(Self.runColumns) WHERE state IN ('queued', 'running') ORDER BY runs.id")
                .map(Self.run)
        }
    }

    public func unfinishedRunCount(of workflow: String) async throws -> Int {
        try await read { db in
            let sql = "SELECT count(*) FROM runs WHERE workflow = ? AND state IN ('queued', 'running')"
            return try Int.fetchOne(db, sql: sql, arguments: [workflow]) ?? 0
        }
    }

    public func run(_ id: Int64) async throws -> Run? {
        try await read { db in
            try Row.fetchOne(db, sql: "\(Self.runColumns) WHERE runs.id = ?", arguments: [id]).map(Self.run)
        }
    }

    public func runs(_ filter: RunFilter) async throws -> [Run] {
        try await read { db in
            let sql = """
                \(Self.runColumns) WHERE (?1 IS NULL OR runs.workflow = ?1) AND (?2 IS NULL OR state = ?2)
                ORDER BY runs.id DESC LIMIT ?3
                """
            return try Row.fetchAll(db, sql: sql, arguments: [filter.workflow, filter.state?.rawValue, filter.limit])
                .map(Self.run)
        }
    }

    public func steps(ofRun id: Int64) async throws -> [StepRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM steps WHERE run_id = ? ORDER BY ordinal", arguments: [id])
                .map(Self.step)
        }
    }

    private static func step(_ row: Row) throws -> StepRecord {
        var step = StepRecord(
            run: row["run_id"], id: row["id"], action: row["action"], plugin: try row.optionalJSON("plugin"),
            inputs: try row.json("inputs"), startedAt: row.instant("started_at"))
        step.state = try row.word("state")
        step.output = try row.json("output")
        step.findings = try row.json("findings")
        step.finishedAt = row.optionalInstant("finished_at")
        step.reason = row["reason"]
        return step
    }

    // MARK: Going on

    public func claimRuns(by node: NodeID, limit: Int, at now: Instant) async throws -> [Run] {
        guard limit > 0 else { return [] }
        return try await write { db in
            guard try Self.isAtWork(node, db) else { return [] }
            // The oldest of each workflow of which nobody has one.
            let sql = """
                SELECT min(id) FROM runs WHERE state IN ('queued', 'running') AND owner IS NULL AND workflow NOT IN
                    (SELECT workflow FROM runs WHERE state IN ('queued', 'running') AND owner IS NOT NULL)
                GROUP BY workflow ORDER BY min(id) LIMIT ?
                """
            let ids = try Int64.fetchAll(db, sql: sql, arguments: [limit])
            for id in ids {
                try db.execute(
                    sql: """
                        UPDATE runs SET state = 'running', started_at = coalesce(started_at, ?1), owner = ?2,
                            fence = fence + 1, begun = begun + 1 WHERE id = ?3
                        """, arguments: [now, node.description, id])
            }
            return try ids.compactMap { id in
                try Row.fetchOne(db, sql: "\(Self.runColumns) WHERE runs.id = ?", arguments: [id]).map(Self.run)
            }
        }
    }

    private static func holds(_ tenure: Tenure, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE id = ? AND owner = ? AND fence = ? AND state = 'running')",
            arguments: [tenure.run, tenure.owner.description, tenure.fence]) ?? false
    }

    public func beginStep(_ step: StepRecord, _ tenure: Tenure) async throws -> Standing {
        try await write { db in
            guard try Self.holds(tenure, db) else { return .superseded }
            try Self.put(step, db)
            return .accepted
        }
    }

    public func finishStep(
        _ step: StepRecord, _ tenure: Tenure, _ scope: AlertScope, _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled {
        try await write { db in
            guard try Self.holds(tenure, db) else { return .superseded }
            let outcome = try Self.apply(
                scope, reconciliation, run: step.run, at: step.finishedAt ?? step.startedAt, db)
            if case .done = outcome { try Self.put(step, db) }
            return outcome
        }
    }

    public func finishRun(
        _ tenure: Tenure, state: Run.State, error: String?, at now: Instant
    ) async throws -> Standing {
        try await write { db in
            guard try Self.holds(tenure, db) else {
                let isEnded = try Bool.fetchOne(
                    db,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM runs WHERE id = ? AND fence = ?
                            AND state NOT IN ('queued', 'running'))
                        """, arguments: [tenure.run, tenure.fence])
                return isEnded == true ? .already : .superseded
            }
            try db.execute(
                sql: "UPDATE runs SET state = ?, error = ?, finished_at = ?, owner = NULL WHERE id = ?",
                arguments: [state.rawValue, error, now, tenure.run])
            return .accepted
        }
    }

    private static func put(_ step: StepRecord, _ db: Database) throws {
        let sql = """
            INSERT INTO steps
                (run_id, ordinal, id, action, state, inputs, output, findings, started_at, finished_at, reason, plugin)
            VALUES (?1, (SELECT count(*) FROM steps WHERE run_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (run_id, id) DO UPDATE SET state = ?4, inputs = ?5, output = ?6, findings = ?7,
                started_at = ?8, finished_at = ?9, reason = ?10, plugin = ?11
            """
        try db.execute(
            sql: sql,
            arguments: [
                step.run, step.id, step.action, step.state.rawValue, json(step.inputs), json(step.output),
                json(step.findings), step.startedAt, step.finishedAt, step.reason, step.plugin.map(json),
            ])
    }
}
