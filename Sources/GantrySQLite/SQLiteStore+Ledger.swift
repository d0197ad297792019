import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    /// Rows of the ledger, each with what its run says. A run that is not kept any more has begun: one that never did
    /// has left its verdict.
    private static let entries = """
        SELECT ledger.*, triggers.name AS trigger_name, coalesce(queue.planned_at, runs.planned_at) AS run_planned_at,
            coalesce(queue.started_at, runs.started_at) AS run_started_at,
            CASE WHEN verdict IS NOT NULL THEN verdict
                WHEN queue.id IS NOT NULL AND queue.started_at IS NULL THEN NULL ELSE 'ran' END AS final,
            (SELECT body FROM texts WHERE texts.id = ledger.times) AS times_text
        FROM ledger JOIN triggers ON triggers.id = ledger.trigger
        LEFT JOIN queue ON queue.id = ledger.run LEFT JOIN runs ON runs.id = ledger.run
        """

    private static func entry(_ row: Row, of workflow: String) throws -> LedgerEntry {
        let at = row.instant("at")
        let verdict: Verdict? = (row["final"] as String?) == nil ? nil : try row.word("final")
        return LedgerEntry(
            workflow: workflow, trigger: row["trigger_name"], first: at, last: row.optionalInstant("last") ?? at,
            count: row["count"], key: row["key"], observedAt: row.instant("observed_at"), verdict: verdict,
            reason: row["reason"] ?? "", run: row["run"], runPlannedAt: row.optionalInstant("run_planned_at"),
            runStartedAt: row.optionalInstant("run_started_at"), times: row["times_text"])
    }

    public func ledger(_ filter: LedgerFilter) async throws -> [LedgerEntry] {
        try await read { db in
            var rows: [Row] = []
            for trigger in try Self.numbers(ofTriggersIn: filter.workflow, filter.trigger, db) {
                // Two questions, as each has an index of its own.
                for key in ["key IS NULL", "key IS NOT NULL"] {
                    rows += try Self.rows(of: trigger, key, filter, db)
                }
            }
            let latest = rows.sorted { ($0.instant("at"), $0["id"] as Int64) < ($1.instant("at"), $1["id"] as Int64) }
                .suffix(filter.limit)
            return try latest.map { try Self.entry($0, of: filter.workflow) }
        }
    }

    private static func rows(
        of trigger: Int64, _ key: String, _ filter: LedgerFilter, _ db: Database
    ) throws -> [Row] {
        var arguments: StatementArguments = ["trigger": trigger, "limit": filter.limit]
        var conditions = ["ledger.trigger = :trigger", "ledger.\(key)"]
        if let until = filter.until {
            conditions.append("at < :until")
            arguments += ["until": until]
        }
        if let since = filter.since {
            // A stretch may begin before and reach into the time.
            let first =
                try db.integer(
                    """
                    SELECT at FROM ledger WHERE trigger = ?1 AND last IS NOT NULL AND last >= ?2 AND at < ?2
                    ORDER BY at LIMIT 1
                    """, [trigger, since]) ?? since.nanosecondsSinceEpoch
            conditions += ["at >= :first", "(at >= :since OR last >= :since)"]
            arguments += ["first": first, "since": since]
        }
        var byVerdict = ""
        if let verdict = filter.verdict {
            arguments += ["verdict": verdict.rawValue]
            // What ran has no verdict of its own, and all else has an index for it.
            if verdict == .ran { byVerdict = "WHERE final = :verdict" } else { conditions.append("verdict = :verdict") }
        }
        return try db.all(
            """
            SELECT * FROM (\(entries) WHERE \(conditions.joined(separator: " AND "))) \(byVerdict)
            ORDER BY at DESC, id DESC LIMIT :limit
            """, arguments)
    }

    public func ledger(
        around instant: Instant, workflow: String, trigger: String?
    ) async throws -> LedgerVicinity {
        try await read { db in
            var vicinity = LedgerVicinity()
            for id in try Self.numbers(ofTriggersIn: workflow, trigger, db) {
                for key in ["key IS NULL", "key IS NOT NULL"] {
                    try Self.look(around: instant, id, key, workflow, &vicinity, db)
                }
            }
            return vicinity
        }
    }

    private static func look(
        around instant: Instant, _ trigger: Int64, _ key: String, _ workflow: String,
        _ vicinity: inout LedgerVicinity, _ db: Database
    ) throws {
        let rows = "\(entries) WHERE ledger.trigger = ? AND ledger.\(key)"
        let before = try db.one("\(rows) AND at <= ? ORDER BY at DESC LIMIT 1", [trigger, instant])
            .map { try entry($0, of: workflow) }
        if let before {
            if before.last >= instant {
                vicinity.at.append(before)
            } else if vicinity.before.map({ $0.last < before.last }) ?? true {
                vicinity.before = before
            }
        }
        if key == "key IS NULL", before.map({ $0.last < instant }) ?? true {
            let stretch = try db.one(
                "\(rows) AND last IS NOT NULL AND last >= ? AND at <= ? ORDER BY at DESC LIMIT 1",
                [trigger, instant, instant]
            ).map { try entry($0, of: workflow) }
            if let stretch { vicinity.at.append(stretch) }
        }
        let after = try db.one("\(rows) AND at > ? ORDER BY at LIMIT 1", [trigger, instant])
            .map { try entry($0, of: workflow) }
        if let after, vicinity.after.map({ after.first < $0.first }) ?? true { vicinity.after = after }
    }

    // MARK: Triggers

    private static func numbers(
        ofTriggersIn workflow: String, _ trigger: String?, _ db: Database
    ) throws -> [Int64] {
        guard let id = try NameBook.workflow(workflow, db) else { return [] }
        return try db.all("SELECT id, name FROM triggers WHERE workflow = ? ORDER BY id", [id])
            .filter { (trigger ?? $0["name"]) == $0["name"] }.map { $0["id"] }
    }

    public func memory(workflow: String, trigger: String) async throws -> TriggerMemory {
        try await read { db in
            guard let owner = try NameBook.workflow(workflow, db),
                let row = try db.one(
                    "SELECT id, cursor FROM triggers WHERE workflow = ? AND name = ?", [owner, trigger])
            else { return TriggerMemory() }
            var memory = TriggerMemory(cursor: row["cursor"])
            let entries = try Row.fetchCursor(
                db, sql: "SELECT name, value FROM memories WHERE trigger = ?", arguments: [row["id"] as Int64])
            while let entry = try entries.next() { memory.entries[entry["name"]] = entry["value"] }
            return memory
        }
    }

    public func triggers(of workflow: String?) async throws -> [KnownTrigger] {
        try await read { db in
            var gaps: [Int64: [ClosedRange<Instant>]] = [:]
            var (byWorkflow, arguments) = ("", StatementArguments())
            if let workflow { (byWorkflow, arguments) = ("WHERE workflows.name = ?", [workflow]) }
            let former = """
                SELECT gaps.* FROM workflows JOIN triggers ON triggers.workflow = workflows.id
                JOIN gaps ON gaps.trigger = triggers.id \(byWorkflow) ORDER BY gaps.trigger, gaps.since
                """
            for row in try db.all(former, arguments) {
                let (since, until) = (row.instant("since"), row.instant("until"))
                gaps[row["trigger"], default: []].append(since...max(since, until))
            }
            let sql = """
                SELECT triggers.*, workflows.name AS workflow_name,
                    (SELECT at FROM ledger WHERE ledger.trigger = triggers.id AND key IS NULL
                        ORDER BY at DESC LIMIT 1) AS last_at,
                    (SELECT last FROM ledger WHERE ledger.trigger = triggers.id AND last IS NOT NULL
                        ORDER BY last DESC LIMIT 1) AS last_stretch
                FROM triggers JOIN workflows ON workflows.id = triggers.workflow
                \(byWorkflow) ORDER BY workflows.name, triggers.name
                """
            return try db.all(sql, arguments).map { row in
                let mark = (row["cursor"] as String?).map { TriggerMark(cursor: $0, times: row["times"]) }
                return KnownTrigger(
                    workflow: row["workflow_name"], trigger: row["name"], mark: mark, since: row.instant("since"),
                    goneAt: row.optionalInstant("gone_at"), gaps: gaps[row["id"]] ?? [],
                    handledThrough: [row.optionalInstant("last_at"), row.optionalInstant("last_stretch")]
                        .compactMap(\.self).max())
            }
        }
    }
}
