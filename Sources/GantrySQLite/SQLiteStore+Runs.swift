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
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        try db.execute(
            sql: sql,
            arguments: [
                occurrence.workflow, occurrence.trigger, occurrence.key, occurrence.plannedAt, occurrence.observedAt,
                json(occurrence.payload), verdict.rawValue, reason,
            ])
        guard db.changesCount == 1, verdict == .ran else { return nil }
        try db.execute(
            sql: "INSERT INTO runs (occurrence_id, workflow, state, queued_at) VALUES (?, ?, 'queued', ?)",
            arguments: [db.lastInsertedRowID, occurrence.workflow, now])
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

    public func startRun(_ id: Int64, at now: Instant) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE runs SET state = 'running', started_at = coalesce(started_at, ?) WHERE id = ?",
                arguments: [now, id])
        }
    }

    public func beginStep(_ step: StepRecord) async throws {
        try await write { db in try Self.put(step, db) }
    }

    public func finishStep(_ step: StepRecord, reconcile: @escaping Reconciliation) async throws -> AlertChanges {
        try await write { db in
            try Self.put(step, db)
            return try Self.apply(reconcile, run: step.run, at: step.finishedAt ?? step.startedAt, db)
        }
    }

    public func finishRun(_ id: Int64, state: Run.State, error: String?, at now: Instant) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE runs SET state = ?, error = ?, finished_at = ? WHERE id = ?",
                arguments: [state.rawValue, error, now, id])
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
