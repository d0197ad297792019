import GRDB

/// The database's shape, as migrations from the first version on: none is ever changed, new ones are added.
///
/// Instants are nanoseconds since 1970 in an INTEGER; lists and records are JSON in a TEXT.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: runs, alerts, outbox") { db in
            try db.execute(sql: occurrencesAndRuns)
            try db.execute(sql: alertsAndOutbox)
            try db.execute(sql: memory)
        }
        migrator.registerMigration("2: which plugin did a step") { db in
            try db.execute(sql: "ALTER TABLE steps ADD COLUMN plugin TEXT")
        }
        migrator.registerMigration("3: owners, fences, names of chance") { db in
            try db.execute(sql: ownersAndNames)
        }
        migrator.registerMigration("5: last good versions") { db in
            try db.execute(sql: lastGood)
        }
        migrator.registerMigration("6: messages by fact") { db in
            try db.execute(sql: facts)
        }
        registerLedger(in: &migrator)
        return migrator
    }

    private static let occurrencesAndRuns = """
        CREATE TABLE occurrences (
            id INTEGER PRIMARY KEY,
            workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, key TEXT NOT NULL,
            planned_at INTEGER NOT NULL, observed_at INTEGER NOT NULL, payload TEXT NOT NULL,
            verdict TEXT NOT NULL, reason TEXT NOT NULL,
            UNIQUE (workflow, trigger_id, key)
        ) STRICT;
        CREATE INDEX occurrences_by_plan ON occurrences (workflow, planned_at);
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            occurrence_id INTEGER NOT NULL UNIQUE REFERENCES occurrences (id),
            workflow TEXT NOT NULL, state TEXT NOT NULL,
            queued_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, error TEXT
        ) STRICT;
        CREATE INDEX runs_unfinished ON runs (workflow) WHERE state IN ('queued', 'running');
        CREATE INDEX runs_by_workflow ON runs (workflow, id);
        CREATE TABLE steps (
            run_id INTEGER NOT NULL REFERENCES runs (id), ordinal INTEGER NOT NULL, id TEXT NOT NULL,
            action TEXT NOT NULL, state TEXT NOT NULL, inputs TEXT NOT NULL, output TEXT NOT NULL,
            findings TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER, reason TEXT,
            PRIMARY KEY (run_id, id)
        ) STRICT;
        """

    private static let alertsAndOutbox = """
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            workflow TEXT NOT NULL, project TEXT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL,
            state TEXT NOT NULL, severity TEXT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL,
            opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, resolved_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX alerts_unresolved ON alerts (workflow, project, rule, subject) WHERE state <> 'resolved';
        CREATE TABLE alert_events (
            id INTEGER PRIMARY KEY,
            alert_id INTEGER NOT NULL REFERENCES alerts (id), at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alert_events_by_alert ON alert_events (alert_id);
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL, recipient TEXT NOT NULL, channel TEXT NOT NULL,
            run_id INTEGER REFERENCES runs (id), notices TEXT NOT NULL,
            state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL,
            last_error TEXT, created_at INTEGER NOT NULL, finished_at INTEGER
        ) STRICT;
        CREATE INDEX deliveries_waiting ON deliveries (channel, next_attempt_at) WHERE state IN ('pending', 'sending');
        CREATE INDEX deliveries_by_run ON deliveries (run_id);
        CREATE TABLE delivery_alerts (
            alert_id INTEGER NOT NULL REFERENCES alerts (id), delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
            PRIMARY KEY (alert_id, delivery_id)
        ) STRICT, WITHOUT ROWID;
        """

    /// What waited before keeps the name that it had: its number.
    private static let ownersAndNames = """
        ALTER TABLE runs ADD COLUMN owner TEXT;
        ALTER TABLE runs ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE runs ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE deliveries ADD COLUMN token TEXT NOT NULL DEFAULT '';
        UPDATE deliveries SET token = CAST(id AS TEXT);
        CREATE UNIQUE INDEX deliveries_by_token ON deliveries (token);
        ALTER TABLE deliveries ADD COLUMN owner TEXT;
        ALTER TABLE deliveries ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE deliveries ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE deliveries ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX delivery_alerts_by_delivery ON delivery_alerts (delivery_id);
        ALTER TABLE alerts ADD COLUMN next_at INTEGER;
        CREATE INDEX alerts_timed ON alerts (next_at) WHERE next_at IS NOT NULL;
        CREATE INDEX alerts_by_project ON alerts (project, state);
        INSERT INTO facts (name, value) VALUES ('generation', '0');
        """

    private static let memory = """
        CREATE TABLE trigger_cursors (
            workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, cursor TEXT NOT NULL,
            PRIMARY KEY (workflow, trigger_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE trigger_entries (
            workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (workflow, trigger_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO facts (name, value) VALUES ('identity', lower(hex(randomblob(6))));
        """

    /// What a person hears of a fact comes in order, whichever alerts it comes through.
    private static let facts = """
        ALTER TABLE delivery_alerts ADD COLUMN fact TEXT NOT NULL DEFAULT '';
        UPDATE delivery_alerts SET fact = (
            SELECT project || '/' || rule || '/' || subject FROM alerts WHERE alerts.id = alert_id);
        CREATE INDEX delivery_alerts_by_fact ON delivery_alerts (fact);
        """

    private static let lastGood = """
        CREATE TABLE last_good (path TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE last_good_files (
            path TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (path, file)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX last_good_by_content ON last_good_files (hash);
        CREATE TABLE contents (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
        """
}
