PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1: runs, alerts, outbox');
INSERT INTO grdb_migrations VALUES('2: which plugin did a step');
CREATE TABLE occurrences (
    id INTEGER PRIMARY KEY,
    workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, key TEXT NOT NULL,
    planned_at INTEGER NOT NULL, observed_at INTEGER NOT NULL, payload TEXT NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL,
    UNIQUE (workflow, trigger_id, key)
) STRICT;
INSERT INTO occurrences VALUES(1,'deadlines','manual','1796025588218999731 ben',1796025588218999731,1796025588218999731,'{"at":"2026-11-30T07:59:48.218Z","by":"ben","kind":"manual"}','ran','');
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    occurrence_id INTEGER NOT NULL UNIQUE REFERENCES occurrences (id),
    workflow TEXT NOT NULL, state TEXT NOT NULL,
    queued_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, error TEXT
) STRICT;
INSERT INTO runs VALUES(1,1,'deadlines','running',1796025588219061617,1796025588223785295,NULL,NULL);
CREATE TABLE steps (
    run_id INTEGER NOT NULL REFERENCES runs (id), ordinal INTEGER NOT NULL, id TEXT NOT NULL,
    action TEXT NOT NULL, state TEXT NOT NULL, inputs TEXT NOT NULL, output TEXT NOT NULL,
    findings TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER, reason TEXT, plugin TEXT,
    PRIMARY KEY (run_id, id)
) STRICT;
INSERT INTO steps VALUES(1,0,'check','deadline.check','succeeded','{"before":["10wd","3wd","1wd"],"overdue_every":"2wd"}','{"critical":0,"findings":1,"projects":["first"]}','[{"advice":["gantry explain first/deadline/offer","gantry ack first/deadline/offer --because \"…\""],"due":"2026-12-02","evidence":{"arithmetic":["Wed 2 Dec - 3 working days = Fri 27 Nov","today, Mon 30 Nov, to Wed 2 Dec = 2 working days","next: Tue 1 Dec, 1 working day before"],"inputs":[{"name":"due","source":{"column":10,"file":"projects/first.yaml","line":24},"value":"2026-12-02"},{"name":"who","source":{"column":11,"file":"projects/first.yaml","line":23},"value":"me"},{"name":"today","value":"2026-11-30 (Etc/UTC)"}],"rule":"a task is told about 10, 3 and 1 working days before it is due, on the day, when it has passed, and every 2 working days from then on; it ends with ''finished'', 100 % or nothing left"},"message":"\"Get an offer from the supplier\" is due Wed 2 Dec, in 2 working days; not started","owner":"me","project":"first","rule":"deadline","severity":"warning","stage":{"name":"3wd","rank":-3},"subject":"tasks/offer"}]',1796025588224563995,1796025588227023537,NULL,NULL);
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workflow TEXT NOT NULL, project TEXT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL,
    state TEXT NOT NULL, severity TEXT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL,
    opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, resolved_at INTEGER
) STRICT;
INSERT INTO alerts VALUES(1,'deadlines','first','deadline','tasks/offer','acknowledged','warning','3wd','{"acknowledgement":{"at":"2026-11-30T07:59:48.345Z","because":"waiting","by":"ben"},"finding":{"advice":["gantry explain first/deadline/offer","gantry ack first/deadline/offer --because \"…\""],"due":"2026-12-02","evidence":{"arithmetic":["Wed 2 Dec - 3 working days = Fri 27 Nov","today, Mon 30 Nov, to Wed 2 Dec = 2 working days","next: Tue 1 Dec, 1 working day before"],"inputs":[{"name":"due","source":{"column":10,"file":"projects/first.yaml","line":24},"value":"2026-12-02"},{"name":"who","source":{"column":11,"file":"projects/first.yaml","line":23},"value":"me"},{"name":"today","value":"2026-11-30 (Etc/UTC)"}],"rule":"a task is told about 10, 3 and 1 working days before it is due, on the day, when it has passed, and every 2 working days from then on; it ends with ''finished'', 100 % or nothing left"},"message":"\"Get an offer from the supplier\" is due Wed 2 Dec, in 2 working days; not started","owner":"me","project":"first","rule":"deadline","severity":"warning","stage":{"name":"3wd","rank":-3},"subject":"tasks/offer"},"id":1,"key":{"project":"first","rule":"deadline","subject":"tasks/offer","workflow":"deadlines"},"openedAt":"2026-11-30T07:59:48.227Z","openedBy":1,"seenBy":1,"state":"acknowledged","step":"check","told":[{"contact":{"address":"me@example.org","name":"Me","person":"ben"},"why":"owner, lead"}],"updatedAt":"2026-11-30T07:59:48.345Z"}',1796025588227046650,1796025588345303347,NULL);
CREATE TABLE alert_events (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alerts (id), at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
INSERT INTO alert_events VALUES(1,1,1796025588227046650,'opened','3wd: "Get an offer from the supplier" is due Wed 2 Dec, in 2 working days; not started');
INSERT INTO alert_events VALUES(2,1,1796025588345303347,'acknowledged','ben: waiting');
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL, recipient TEXT NOT NULL, channel TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id), notices TEXT NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL,
    last_error TEXT, created_at INTEGER NOT NULL, finished_at INTEGER
) STRICT;
INSERT INTO deliveries VALUES(1,'ben','{"address":"me@example.org","name":"Me","person":"me"}','inbox',1,'[{"alert":1,"alsoTold":[],"finding":{"advice":["gantry explain first/deadline/offer","gantry ack first/deadline/offer --because \"…\""],"due":"2026-12-02","evidence":{"arithmetic":["Wed 2 Dec - 3 working days = Fri 27 Nov","today, Mon 30 Nov, to Wed 2 Dec = 2 working days","next: Tue 1 Dec, 1 working day before"],"inputs":[{"name":"due","source":{"column":10,"file":"projects/first.yaml","line":24},"value":"2026-12-02"},{"name":"who","source":{"column":11,"file":"projects/first.yaml","line":23},"value":"me"},{"name":"today","value":"2026-11-30 (Etc/UTC)"}],"rule":"a task is told about 10, 3 and 1 working days before it is due, on the day, when it has passed, and every 2 working days from then on; it ends with ''finished'', 100 % or nothing left"},"message":"\"Get an offer from the supplier\" is due Wed 2 Dec, in 2 working days; not started","owner":"me","project":"first","rule":"deadline","severity":"warning","stage":{"name":"3wd","rank":-3},"subject":"tasks/offer"},"kind":"opened","why":"owner, lead","workflow":"deadlines"}]','pending',0,1796026488233577667,NULL,1796025588227023537,NULL);
CREATE TABLE delivery_alerts (
    alert_id INTEGER NOT NULL REFERENCES alerts (id), delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    PRIMARY KEY (alert_id, delivery_id)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_alerts VALUES(1,1);
CREATE TABLE trigger_cursors (
    workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, cursor TEXT NOT NULL,
    PRIMARY KEY (workflow, trigger_id)
) STRICT, WITHOUT ROWID;
INSERT INTO trigger_cursors VALUES('budget','files projects/**/*.yaml, projects/**/*.csv','0');
INSERT INTO trigger_cursors VALUES('budget','schedule 0 8 * * mon-fri','2026-11-30T07:59:44.442Z');
INSERT INTO trigger_cursors VALUES('deadlines','files projects/**/*.yaml','0');
INSERT INTO trigger_cursors VALUES('deadlines','schedule 0 8 * * mon-fri','2026-11-30T07:59:44.442Z');
INSERT INTO trigger_cursors VALUES('reviews','files projects/**/*.yaml','0');
INSERT INTO trigger_cursors VALUES('reviews','schedule 0 8 * * mon-fri','2026-11-30T07:59:44.442Z');
CREATE TABLE trigger_entries (
    workflow TEXT NOT NULL, trigger_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (workflow, trigger_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO trigger_entries VALUES('budget','files projects/**/*.yaml, projects/**/*.csv','projects/first.yaml','65024 1007647 1533 1796025584148993902 a9dcb27c40a007822ecd996d0f65f7a6a6abcab7f03857508e0fa03a72c27674');
INSERT INTO trigger_entries VALUES('deadlines','files projects/**/*.yaml','projects/first.yaml','65024 1007647 1533 1796025584148993902 a9dcb27c40a007822ecd996d0f65f7a6a6abcab7f03857508e0fa03a72c27674');
INSERT INTO trigger_entries VALUES('reviews','files projects/**/*.yaml','projects/first.yaml','65024 1007647 1533 1796025584148993902 a9dcb27c40a007822ecd996d0f65f7a6a6abcab7f03857508e0fa03a72c27674');
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO facts VALUES('identity','369dc5188357');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('runs',1);
INSERT INTO sqlite_sequence VALUES('alerts',1);
INSERT INTO sqlite_sequence VALUES('deliveries',1);
CREATE INDEX occurrences_by_plan ON occurrences (workflow, planned_at);
CREATE INDEX runs_unfinished ON runs (workflow) WHERE state IN ('queued', 'running');
CREATE INDEX runs_by_workflow ON runs (workflow, id);
CREATE UNIQUE INDEX alerts_unresolved ON alerts (workflow, project, rule, subject) WHERE state <> 'resolved';
CREATE INDEX alert_events_by_alert ON alert_events (alert_id);
CREATE INDEX deliveries_waiting ON deliveries (channel, next_attempt_at) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_by_run ON deliveries (run_id);
COMMIT;
