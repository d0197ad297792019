import GRDB

/// The shape from the ledger on: what lives, the queue and the outbox, apart from the history, which is written once.
///
/// Names stand once, in `workflows` and `triggers`; long texts that come again and again, inputs, outputs and findings,
/// stand once in `texts`.
extension Schema {
    static func registerLedger(in migrator: inout DatabaseMigrator) {
        // Foreign keys are checked when it is done: tables take the place of others.
        migrator.registerMigration("7: the ledger", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try db.execute(sql: names)
            try db.execute(sql: tables)
            try db.execute(sql: moveNames)
            try db.execute(sql: moveRuns)
            try moveSteps(db)
            try db.execute(sql: moveDeliveries)
            try db.execute(sql: removeFormer)
            try db.execute(sql: renames)
        }
    }

    private static let names = """
        CREATE TABLE workflows (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE triggers (
            id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL REFERENCES workflows (id), name TEXT NOT NULL,
            cursor TEXT, times TEXT, since INTEGER NOT NULL, gone_at INTEGER,
            UNIQUE (workflow, name)
        ) STRICT;
        CREATE TABLE memories (
            trigger INTEGER NOT NULL REFERENCES triggers (id), name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (trigger, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE gaps (
            trigger INTEGER NOT NULL REFERENCES triggers (id), since INTEGER NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY (trigger, since)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE texts (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
        """

    /// `ledger.verdict` is NULL where a run of its own says it: queued as long as it stands in the queue and has not
    /// begun, and `ran` from then on.
    private static let tables = """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY, trigger INTEGER NOT NULL REFERENCES triggers (id),
            at INTEGER NOT NULL, last INTEGER, count INTEGER NOT NULL DEFAULT 1, key TEXT, times INTEGER,
            observed_at INTEGER NOT NULL, verdict TEXT, reason TEXT, run INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX ledger_planned ON ledger (trigger, at) WHERE key IS NULL;
        CREATE UNIQUE INDEX ledger_observed ON ledger (trigger, key) WHERE key IS NOT NULL;
        CREATE INDEX ledger_observed_by_time ON ledger (trigger, at) WHERE key IS NOT NULL;
        CREATE INDEX ledger_stretches ON ledger (trigger, last) WHERE last IS NOT NULL;
        CREATE INDEX ledger_times ON ledger (times) WHERE times IS NOT NULL;
        CREATE INDEX ledger_joined ON ledger (run) WHERE verdict = 'coalesced' AND run IS NOT NULL;
        CREATE INDEX ledger_judged ON ledger (trigger, verdict, at) WHERE verdict IS NOT NULL;
        CREATE TABLE queue (
            id INTEGER PRIMARY KEY AUTOINCREMENT, workflow INTEGER NOT NULL, trigger INTEGER NOT NULL,
            entry INTEGER NOT NULL, key TEXT NOT NULL, planned_at INTEGER NOT NULL, observed_at INTEGER NOT NULL,
            payload TEXT NOT NULL, joinable INTEGER NOT NULL, by_hand INTEGER NOT NULL,
            queued_at INTEGER NOT NULL, started_at INTEGER, owner TEXT, fence INTEGER NOT NULL DEFAULT 0,
            begun INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX queue_by_workflow ON queue (workflow, id);
        CREATE INDEX queue_waiting ON queue (by_hand DESC, id) WHERE owner IS NULL;
        CREATE INDEX queue_owned ON queue (owner, workflow) WHERE owner IS NOT NULL;
        CREATE TABLE ended (
            id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, trigger INTEGER NOT NULL, key TEXT NOT NULL,
            planned_at INTEGER NOT NULL, observed_at INTEGER NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
            by_hand INTEGER NOT NULL, queued_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER NOT NULL,
            error TEXT, fence INTEGER NOT NULL, begun INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE done (
            run INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, action TEXT NOT NULL,
            state TEXT NOT NULL, inputs INTEGER NOT NULL, output INTEGER NOT NULL, findings INTEGER,
            started_at INTEGER NOT NULL, finished_at INTEGER, reason TEXT, plugin TEXT,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, person TEXT NOT NULL,
            recipient TEXT NOT NULL, channel TEXT NOT NULL, run INTEGER, notices TEXT NOT NULL, state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, next_attempt_at INTEGER NOT NULL, wait INTEGER NOT NULL DEFAULT 0,
            unclear INTEGER NOT NULL DEFAULT 0, owner TEXT, fence INTEGER NOT NULL DEFAULT 0, last_error TEXT,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_waiting ON outbox (channel, next_attempt_at);
        CREATE INDEX outbox_by_state ON outbox (state, id);
        CREATE INDEX outbox_by_run ON outbox (run) WHERE run IS NOT NULL;
        CREATE INDEX outbox_owned ON outbox (owner) WHERE owner IS NOT NULL;
        CREATE TABLE sent (
            id INTEGER PRIMARY KEY, token TEXT NOT NULL, person TEXT NOT NULL, recipient TEXT NOT NULL,
            channel TEXT NOT NULL, run INTEGER, notices TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
            unclear INTEGER NOT NULL, fence INTEGER NOT NULL, last_error TEXT, created_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE told (
            alert INTEGER NOT NULL, delivery INTEGER NOT NULL, fact TEXT NOT NULL, PRIMARY KEY (alert, delivery)
        ) STRICT, WITHOUT ROWID;
        """

    private static let moveNames = """
        INSERT INTO workflows (name) SELECT workflow FROM occurrences UNION SELECT workflow FROM trigger_cursors
            UNION SELECT workflow FROM trigger_entries;
        INSERT INTO triggers (workflow, name, since)
            SELECT workflows.id, trigger_id, 0 FROM (SELECT workflow, trigger_id FROM occurrences
                UNION SELECT workflow, trigger_id FROM trigger_cursors
                UNION SELECT workflow, trigger_id FROM trigger_entries) AS known
            JOIN workflows ON workflows.name = known.workflow;
        CREATE TEMP TABLE known AS SELECT triggers.id AS id, workflows.id AS workflow_id, workflows.name AS workflow,
            triggers.name AS trigger_id FROM triggers JOIN workflows ON workflows.id = triggers.workflow;
        UPDATE triggers SET cursor = (SELECT cursor FROM trigger_cursors JOIN known USING (workflow, trigger_id)
            WHERE known.id = triggers.id);
        UPDATE triggers SET since = coalesce((SELECT min(observed_at) FROM occurrences
            JOIN known USING (workflow, trigger_id) WHERE known.id = triggers.id), 0);
        INSERT INTO memories (trigger, name, value)
            SELECT known.id, name, value FROM trigger_entries JOIN known USING (workflow, trigger_id);
        """

    /// What was planned has its instant for a key: that of what was observed is longer, or a number.
    private static let moveRuns = """
        INSERT INTO ledger (id, trigger, at, key, observed_at, verdict, reason, run)
            SELECT occurrences.id, known.id, planned_at,
                CASE WHEN payload LIKE '%"kind":"schedule"%' THEN NULL ELSE key END, observed_at,
                CASE WHEN verdict = 'ran' AND runs.id IS NOT NULL THEN NULL ELSE verdict END,
                nullif(reason, ''), runs.id
            FROM occurrences JOIN known USING (workflow, trigger_id)
            LEFT JOIN runs ON runs.occurrence_id = occurrences.id WHERE true
            ON CONFLICT DO NOTHING;
        INSERT INTO queue (id, workflow, trigger, entry, key, planned_at, observed_at, payload, joinable, by_hand,
                queued_at, started_at, owner, fence, begun)
            SELECT runs.id, known.workflow_id, known.id, occurrences.id, key, planned_at, observed_at, payload,
                0, known.trigger_id = 'manual', queued_at, started_at, owner, fence, begun
            FROM runs JOIN occurrences ON occurrences.id = occurrence_id
            JOIN known ON known.workflow = occurrences.workflow AND known.trigger_id = occurrences.trigger_id
            WHERE state IN ('queued', 'running');
        INSERT INTO ended (id, workflow, trigger, key, planned_at, observed_at, payload, state, by_hand, queued_at,
                started_at, finished_at, error, fence, begun)
            SELECT runs.id, known.workflow_id, known.id, key, planned_at, observed_at, payload, state,
                known.trigger_id = 'manual', queued_at, started_at, coalesce(finished_at, started_at, queued_at),
                error, fence, begun
            FROM runs JOIN occurrences ON occurrences.id = occurrence_id
            JOIN known ON known.workflow = occurrences.workflow AND known.trigger_id = occurrences.trigger_id
            WHERE state NOT IN ('queued', 'running');
        DELETE FROM sqlite_sequence WHERE name = 'queue';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'queue', seq FROM sqlite_sequence WHERE name = 'runs';
        """

    private static func moveSteps(_ db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM steps")
        var texts = TextBook()
        while let row = try rows.next() {
            let findings: String = row["findings"]
            try db.execute(
                sql: "INSERT INTO done VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    row["run_id"] as Int64, row["ordinal"] as Int64, row["id"] as String, row["action"] as String,
                    row["state"] as String, texts.id(of: row["inputs"], db), texts.id(of: row["output"], db),
                    findings == "[]" ? nil : texts.ids(ofList: findings, db), row["started_at"] as Int64,
                    row["finished_at"] as Int64?, row["reason"] as String?, row["plugin"] as String?,
                ])
        }
    }

    private static let moveDeliveries = """
        INSERT INTO outbox (id, token, person, recipient, channel, run, notices, state, attempts, next_attempt_at, wait,
                unclear, owner, fence, last_error, created_at)
            SELECT id, token, person, recipient, channel, run_id, notices, state, attempts, next_attempt_at, wait,
                unclear, owner, fence, last_error, created_at
            FROM deliveries WHERE state IN ('pending', 'sending');
        INSERT INTO sent (id, token, person, recipient, channel, run, notices, state, attempts, unclear, fence,
                last_error, created_at, finished_at)
            SELECT id, token, person, recipient, channel, run_id, notices, state, attempts, unclear, fence, last_error,
                created_at, coalesce(finished_at, created_at)
            FROM deliveries WHERE state NOT IN ('pending', 'sending');
        DELETE FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox', seq FROM sqlite_sequence WHERE name = 'deliveries';
        INSERT INTO told (alert, delivery, fact) SELECT alert_id, delivery_id, fact FROM delivery_alerts;
        """

    private static let removeFormer = """
        DROP TABLE known;
        DROP TABLE delivery_alerts;
        DROP TABLE deliveries;
        DROP TABLE steps;
        DROP TABLE runs;
        DROP TABLE occurrences;
        DROP TABLE trigger_cursors;
        DROP TABLE trigger_entries;
        """

    private static let renames = """
        ALTER TABLE ended RENAME TO runs;
        CREATE INDEX runs_by_workflow ON runs (workflow, id);
        CREATE INDEX runs_by_state ON runs (state, id);
        ALTER TABLE done RENAME TO steps;
        ALTER TABLE sent RENAME TO deliveries;
        CREATE INDEX deliveries_by_state ON deliveries (state, id);
        CREATE INDEX deliveries_dead ON deliveries (finished_at) WHERE state = 'dead';
        ALTER TABLE told RENAME TO delivery_alerts;
        CREATE INDEX delivery_alerts_by_delivery ON delivery_alerts (delivery);
        CREATE INDEX delivery_alerts_by_fact ON delivery_alerts (fact);
        DROP INDEX alerts_by_project;
        CREATE INDEX alerts_by_workflow ON alerts (workflow, id);
        CREATE INDEX alerts_by_fact ON alerts (project, rule, subject);
        CREATE INDEX alerts_resolved ON alerts (resolved_at) WHERE resolved_at IS NOT NULL;
        """
}
