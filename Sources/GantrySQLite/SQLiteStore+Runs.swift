import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    /// Runs that have not ended.
    static let queuedRuns = """
        SELECT queue.*, CASE WHEN started_at IS NULL THEN 'queued' ELSE 'running' END AS state, NULL AS finished_at,
            NULL AS error, workflows.name AS workflow_name, triggers.name AS trigger_name
        FROM queue JOIN workflows ON workflows.id = queue.workflow JOIN triggers ON triggers.id = queue.trigger
        """
    /// Runs that have.
    private static let endedRuns = """
        SELECT runs.*, NULL AS owner, workflows.name AS workflow_name, triggers.name AS trigger_name
        FROM runs JOIN workflows ON workflows.id = runs.workflow JOIN triggers ON triggers.id = runs.trigger
        """

    static func run(_ row: Row) throws -> Run {
        let occurrence = Occurrence(
            workflow: row["workflow_name"], trigger: row["trigger_name"], key: row["key"],
            plannedAt: row.instant("planned_at"), observedAt: row.instant("observed_at"),
            payload: try row.json("payload"))
        var run = Run(
            id: row["id"], occurrence: occurrence, queuedAt: row.instant("queued_at"), isByHand: row["by_hand"])
        run.state = try row.word("state")
        run.startedAt = row.optionalInstant("started_at")
        run.finishedAt = row.optionalInstant("finished_at")
        run.error = row["error"]
        run.owner = (row["owner"] as String?).map(NodeID.init)
        (run.fence, run.begun) = (row["fence"], row["begun"])
        return run
    }

    // MARK: Claims

    public func claimRuns(_ claimant: Claimant, at now: Instant) async throws -> [Run] {
        guard claimant.limit > 0 else { return [] }
        return try await write { db, _ in try Self.claim(claimant, at: now, db) }
    }

    /// Those by hand first, then the oldest, one of each workflow of which nobody has one.
    static func claim(_ claimant: Claimant, at now: Instant, _ db: Database) throws -> [Run] {
        guard claimant.limit > 0, try isAtWork(claimant.node, db) else { return [] }
        var busy = try Int64.fetchSet(
            db.cachedStatement(sql: "SELECT workflow FROM queue WHERE owner IS NOT NULL"))
        for name in claimant.leaving {
            if let workflow = try NameBook.workflow(name, db) { busy.insert(workflow) }
        }
        var ids: [Int64] = []
        let waiting = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT id, workflow FROM queue WHERE owner IS NULL ORDER BY by_hand DESC, id"))
        while ids.count < claimant.limit, let row = try waiting.next() {
            if busy.insert(row["workflow"]).inserted { ids.append(row["id"]) }
        }
        return try ids.compactMap { id in
            try db.run(
                """
                UPDATE queue SET started_at = coalesce(started_at, ?1), owner = ?2, fence = fence + 1,
                    begun = begun + 1 WHERE id = ?3
                """, [now, claimant.node.description, id])
            return try db.one("\(queuedRuns) WHERE queue.id = ?", [id]).map(run)
        }
    }

    public func letGo(_ tenure: Tenure) async throws -> Standing {
        try await write { db, _ in
            guard try Self.holds(tenure, db) else { return .superseded }
            try db.run(
                """
                UPDATE queue SET owner = NULL, begun = begun - 1,
                    started_at = CASE WHEN begun > 1 THEN started_at END WHERE id = ?
                """, [tenure.run])
            return .accepted
        }
    }

    private static func holds(_ tenure: Tenure, _ db: Database) throws -> Bool {
        try db.one(
            "SELECT 1 FROM queue WHERE id = ? AND owner = ? AND fence = ?",
            [tenure.run, tenure.owner.description, tenure.fence]) != nil
    }

    // MARK: Steps

    public func beginStep(_ step: StepRecord, _ tenure: Tenure) async throws -> Standing {
        try await write { db, state in
            guard try Self.holds(tenure, db) else { return .superseded }
            try Self.put(step, db, &state.texts)
            return .accepted
        }
    }

    public func finishStep(
        _ step: StepRecord, _ tenure: Tenure, ending end: RunEnd?, claiming claimant: Claimant?, _ scope: AlertScope,
        _ reconciliation: @escaping Reconciliation
    ) async throws -> FinishedStep {
        let now = step.finishedAt ?? step.startedAt
        let (outcome, claimed) = try await reconcile(scope, run: step.run, at: now, reconciliation) { db, state in
            guard try Self.holds(tenure, db) else { return [Run]?.none }
            try Self.put(step, db, &state.texts)
            guard let end else { return [] }
            try Self.end(tenure.run, end, at: now, db)
            return try claimant.map { try Self.claim($0, at: now, db) } ?? []
        }
        return FinishedStep(outcome, claimed: claimed ?? [])
    }

    public func finishRun(_ tenure: Tenure, _ end: RunEnd, at now: Instant) async throws -> Standing {
        try await write { db, _ in
            guard try Self.holds(tenure, db) else {
                let ended = try db.one(
                    "SELECT 1 FROM runs WHERE id = ? AND fence = ?", [tenure.run, tenure.fence])
                return ended == nil ? .superseded : .already
            }
            try Self.end(tenure.run, end, at: now, db)
            return .accepted
        }
    }

    /// Moves a run into the history.
    private static func end(_ id: Int64, _ end: RunEnd, at now: Instant, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO runs (id, workflow, trigger, key, planned_at, observed_at, payload, state, by_hand, queued_at,
                    started_at, finished_at, error, fence, begun)
                SELECT id, workflow, trigger, key, planned_at, observed_at, payload, ?1, by_hand, queued_at,
                    started_at, ?2, ?3, fence, begun
                FROM queue WHERE id = ?4
            """, [end.state.rawValue, now, end.error, id])
        try db.run("DELETE FROM queue WHERE id = ?", [id])
    }

    private static func put(_ step: StepRecord, _ db: Database, _ texts: inout TextBook) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO steps (run, ordinal, id, action, state, inputs, output, findings, started_at,
                finished_at, reason, plugin)
            VALUES (?1, coalesce(
                    (SELECT ordinal FROM steps WHERE run = ?1 AND id = ?2), (SELECT count(*) FROM steps WHERE run = ?1)),
                ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """,
            [
                step.run, step.id, step.action, step.state.rawValue,
                texts.id(of: Value.map(step.inputs).json, db), texts.id(of: step.output.json, db),
                texts.id(of: step.findings, db), step.startedAt, step.finishedAt, step.reason, step.plugin.map(json),
            ])
    }

    // MARK: Ends before the beginning

    public func drop(_ which: Dropped, because reason: String, at now: Instant) async throws -> [Run] {
        try await write { db, _ in
            let rows =
                switch which {
                case .run(let id): try db.all("\(Self.queuedRuns) WHERE queue.id = ? AND owner IS NULL", [id])
                case .waiting(let workflow):
                    try db.all(
                        "\(Self.queuedRuns) WHERE workflows.name = ? AND owner IS NULL ORDER BY queue.id", [workflow])
                }
            return try rows.compactMap { row in
                let run = try Self.run(row)
                if run.startedAt == nil {
                    try db.run(
                        "UPDATE ledger SET verdict = 'dropped', reason = ? WHERE id = ?",
                        [reason, row["entry"] as Int64])
                    try db.run(
                        "UPDATE ledger SET verdict = 'dropped', reason = ? WHERE run = ? AND verdict = 'coalesced'",
                        [reason, run.id])
                }
                try Self.end(run.id, RunEnd(.cancelled, error: reason), at: now, db)
                return try db.one("\(Self.endedRuns) WHERE runs.id = ?", [run.id]).map(Self.run)
            }
        }
    }

    // MARK: Reading

    public func unfinishedRuns() async throws -> [Run] {
        try await read { db in try db.all("\(Self.queuedRuns) ORDER BY queue.id").map(Self.run) }
    }

    public func places(of workflow: String) async throws -> Places {
        try await read { db in
            let row = try db.one(
                """
                SELECT count(owner) AS busy, count(*) AS n FROM queue JOIN workflows ON workflows.id = workflow
                WHERE name = ?
                """, [workflow])
            let (busy, all): (Int, Int) = (row?["busy"] ?? 0, row?["n"] ?? 0)
            return Places(busy: busy, waiting: all - busy)
        }
    }

    public func unfinishedWorkflows() async throws -> Set<String> {
        try await read { db in
            try String.fetchSet(
                db.cachedStatement(
                    sql: "SELECT name FROM workflows WHERE EXISTS (SELECT 1 FROM queue WHERE workflow = workflows.id)"))
        }
    }

    public func newestRuns(of workflows: Set<String>) async throws -> [String: Run] {
        try await read { db in
            var newest: [String: Run] = [:]
            for name in workflows {
                guard let id = try NameBook.workflow(name, db) else { continue }
                let queued = try db.one(
                    "\(Self.queuedRuns) WHERE queue.workflow = ? ORDER BY queue.id DESC LIMIT 1", [id])
                let ended = try db.one(
                    "\(Self.endedRuns) WHERE runs.workflow = ? ORDER BY runs.id DESC LIMIT 1", [id])
                let row = [queued, ended].compactMap(\.self).max { ($0["id"] as Int64) < ($1["id"] as Int64) }
                newest[name] = try row.map(Self.run)
            }
            return newest
        }
    }

    public func run(_ id: Int64) async throws -> Run? {
        try await read { db in
            let row =
                try db.one("\(Self.queuedRuns) WHERE queue.id = ?", [id])
                ?? db.one("\(Self.endedRuns) WHERE runs.id = ?", [id])
            return try row.map(Self.run)
        }
    }

    public func runs(_ filter: RunFilter) async throws -> [Run] {
        try await read { db in
            var workflow: Int64?
            if let name = filter.workflow {
                workflow = try NameBook.workflow(name, db)
                guard workflow != nil else { return [] }
            }
            var found: [Row] = []
            let byWorkflow = workflow == nil ? "" : " AND %.workflow = :workflow"
            if filter.state.map(\.isFinal) != true {
                let byState =
                    switch filter.state {
                    case .queued: " AND started_at IS NULL"
                    case .running: " AND started_at IS NOT NULL"
                    default: ""
                    }
                found = try Self.rows(
                    "\(Self.queuedRuns) WHERE true\(byWorkflow.naming("queue"))\(byState) ORDER BY queue.id DESC",
                    filter, workflow, db)
            }
            if filter.state.map(\.isFinal) != false {
                // One workflow has fewer runs than one state: + keeps the index of states out of it.
                let byState =
                    filter.state == nil
                    ? "" : workflow == nil ? " AND runs.state = :state" : " AND +runs.state = :state"
                found += try Self.rows(
                    "\(Self.endedRuns) WHERE true\(byWorkflow.naming("runs"))\(byState) ORDER BY runs.id DESC",
                    filter, workflow, db)
            }
            let newest = found.sorted { ($0["id"] as Int64) > ($1["id"] as Int64) }
            return try newest.prefix(filter.limit).map(Self.run)
        }
    }

    private static func rows(
        _ sql: String, _ filter: RunFilter, _ workflow: Int64?, _ db: Database
    ) throws -> [Row] {
        var arguments: StatementArguments = ["limit": filter.limit]
        if let workflow { arguments += ["workflow": workflow] }
        if let state = filter.state, sql.contains(":state") { arguments += ["state": state.rawValue] }
        return try db.all("\(sql) LIMIT :limit", arguments)
    }

    public func steps(ofRun id: Int64) async throws -> [StepRecord] {
        try await read { db in
            let sql = """
                SELECT steps.*, inputs.body AS input_text, output.body AS output_text FROM steps
                JOIN texts AS inputs ON inputs.id = steps.inputs JOIN texts AS output ON output.id = steps.output
                WHERE run = ? ORDER BY ordinal
                """
            return try db.all(sql, [id]).map { row in
                var step = StepRecord(
                    run: id, id: row["id"], action: row["action"], plugin: try row.optionalJSON("plugin"),
                    inputs: try row.json("input_text"), startedAt: row.instant("started_at"))
                step.state = try row.word("state")
                step.output = try row.json("output_text")
                step.findings = try TextBook.findings(row["findings"], db)
                step.finishedAt = row.optionalInstant("finished_at")
                step.reason = row["reason"]
                return step
            }
        }
    }
}

extension String {
    fileprivate func naming(_ table: String) -> String {
        split(separator: "%", omittingEmptySubsequences: false).joined(separator: table)
    }
}
