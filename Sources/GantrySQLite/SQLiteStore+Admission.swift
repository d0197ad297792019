import GRDB
public import GantryCore
public import GantryStore

extension SQLiteStore {
    public func admit(_ firing: Firing, claiming claimant: Claimant?, at now: Instant) async throws -> Admission {
        try await write { db, state in
            var admitting = Admitting(firing: firing, now: now, state: state)
            try admitting.all(db)
            state = admitting.state
            if let claimant { admitting.admission.claimed = try Self.claim(claimant, at: now, db) }
            return admitting.admission
        }
    }
}

/// A firing on its way into the ledger.
private struct Admitting {
    let firing: Firing
    let now: Instant
    var state: WriterState
    var admission = Admission()
    /// The runs that look at what each occurrence of the firing brings.
    private var runs: [Int: Int64] = [:]

    init(firing: Firing, now: Instant, state: WriterState) {
        (self.firing, self.now, self.state) = (firing, now, state)
    }

    mutating func all(_ db: Database) throws {
        for (index, planned) in firing.occurrences.enumerated() {
            guard case .run(let manner) = planned.fate else { continue }
            runs[index] = try queue(planned, manner, db)
        }
        for planned in firing.occurrences {
            switch planned.fate {
            case .run: break
            case .ended(let verdict, let reason): try enter(planned, verdict, reason, run: nil, db)
            case .coalesced(let index): try enter(planned, .coalesced, "", run: runs[index], db)
            }
        }
        try remember(db)
    }

    private mutating func trigger(_ name: String, _ db: Database) throws -> Int64 {
        try state.names.trigger(name, of: firing.workflow, at: now, db)
    }

    // MARK: Runs

    /// - Returns: the run that looks at it.
    private mutating func queue(
        _ planned: PlannedOccurrence, _ manner: PlannedOccurrence.Manner, _ db: Database
    ) throws -> Int64? {
        let occurrence = planned.occurrence
        let known = try known(planned, db)
        if let known {
            if try isCovered(planned, by: known, db) { return nil }
            // What was judged under a clock that went ahead of the true time may still run at its time.
            let isMistaken = known.observedAt > now && known.verdict != Verdict.dropped.rawValue
            guard known.verdict != nil, manner == .insisting || isMistaken else {
                if manner == .insisting { refuse(occurrence, .ran, "it has run \(known.run.map(String.init) ?? "")") }
                return known.run
            }
            if known.at < known.last, planned.split == nil, let times = try TextBook.text(known.times, db) {
                admission.covered.append(.init(planned, first: known.at, last: known.last, times: times))
                return nil
            }
        }
        let workflow = try state.names.workflow(firing.workflow, db)
        if firing.mode == .single,
            let busy = try db.integer("SELECT id FROM queue WHERE workflow = ? ORDER BY id LIMIT 1", [workflow])
        {
            refuse(occurrence, .overlapped, "run \(busy) was under way")
            if known == nil { try enter(planned, .overlapped, "", run: busy, db) }
            return nil
        }
        if manner == .joining, let run = try join(planned, workflow, db) {
            if let known { try take(planned, out: known, db) }
            try enter(planned, .coalesced, "", run: run.id, db)
            admission.joined.append(run)
            return run.id
        }
        if manner == .queuing || manner == .insisting {
            let waiting = try db.integer(
                "SELECT count(*) FROM queue WHERE workflow = ? AND owner IS NULL", [workflow])
            guard (waiting ?? 0) < firing.queueLimit else {
                let reason = "\(firing.queueLimit) runs wait already"
                refuse(occurrence, .full, reason)
                if known == nil { try enter(planned, .full, reason, run: nil, db) }
                return nil
            }
        }
        if let known { try take(planned, out: known, db) }
        return try add(planned, manner, workflow, db)
    }

    private mutating func refuse(_ occurrence: Occurrence, _ verdict: Verdict, _ reason: String) {
        admission.refused.append(.init(occurrence, verdict, reason))
    }

    private mutating func add(
        _ planned: PlannedOccurrence, _ manner: PlannedOccurrence.Manner, _ workflow: Int64, _ db: Database
    ) throws -> Int64 {
        let occurrence = planned.occurrence
        let trigger = try trigger(occurrence.trigger, db)
        let isByHand = manner == .insisting || occurrence.trigger == Trigger.manualID
        try db.run(
            """
            INSERT INTO queue (workflow, trigger, entry, key, planned_at, observed_at, payload, joinable, by_hand,
                queued_at)
            VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                workflow, trigger, occurrence.key, occurrence.plannedAt, occurrence.observedAt,
                occurrence.payload.json, manner == .joining || manner == .queuing, isByHand, now,
            ])
        let id = db.lastInsertedRowID
        try db.run(
            "INSERT INTO ledger (trigger, at, key, observed_at, run) VALUES (?, ?, ?, ?, ?)",
            [
                trigger, occurrence.plannedAt, occurrence.isPlanned ? nil : occurrence.key, occurrence.observedAt, id,
            ])
        try db.run("UPDATE queue SET entry = ? WHERE id = ?", [db.lastInsertedRowID, id])
        admission.queued.append(Run(id: id, occurrence: occurrence, queuedAt: now, isByHand: isByHand))
        return id
    }

    /// Adds what an occurrence brings to a run that waits.
    private func join(_ planned: PlannedOccurrence, _ workflow: Int64, _ db: Database) throws -> Run? {
        let row = try db.one(
            """
            \(SQLiteStore.queuedRuns) WHERE queue.workflow = ? AND owner IS NULL AND started_at IS NULL AND joinable
            ORDER BY queue.id LIMIT 1
            """, [workflow])
        guard let row else { return nil }
        var run = try SQLiteStore.run(row)
        let joined = run.occurrence.joined(by: planned.occurrence)
        guard joined != run.occurrence else { return run }
        run.occurrence = joined
        try db.run("UPDATE queue SET payload = ? WHERE id = ?", [joined.payload.json, run.id])
        return run
    }

    // MARK: Rows

    private struct Known {
        let id: Int64
        let at: Instant
        let last: Instant
        let verdict: String?
        let observedAt: Instant
        let run: Int64?
        let times: Int64?

        init(_ row: Row) {
            (id, verdict, run, times) = (row["id"], row["verdict"], row["run"], row["times"])
            (at, observedAt) = (row.instant("at"), row.instant("observed_at"))
            last = row.optionalInstant("last") ?? at
        }
    }

    /// The row that has an occurrence, alone or among others.
    private mutating func known(_ planned: PlannedOccurrence, _ db: Database) throws -> Known? {
        let occurrence = planned.occurrence
        let trigger = try trigger(occurrence.trigger, db)
        guard occurrence.isPlanned else {
            return try db.one("SELECT * FROM ledger WHERE trigger = ? AND key = ?", [trigger, occurrence.key])
                .map(Known.init)
        }
        let arguments: StatementArguments = [trigger, occurrence.plannedAt]
        let own = try db.one("SELECT * FROM ledger WHERE trigger = ? AND key IS NULL AND at = ?", arguments)
        if let own { return Known(own) }
        guard !planned.isApart else { return nil }
        // Those of another timetable may reach over others.
        return try db.one(
            "SELECT * FROM ledger WHERE trigger = ?1 AND last IS NOT NULL AND last >= ?2 AND at < ?2 LIMIT 1", arguments
        ).map(Known.init)
    }

    /// Whether a stretch that another timetable names reaches over it, so that it has to be asked whether it is one of it.
    private mutating func isCovered(_ planned: PlannedOccurrence, by known: Known, _ db: Database) throws -> Bool {
        guard known.at < known.last, planned.split == nil, let own = planned.times,
            let times = try TextBook.text(known.times, db), own != times
        else { return false }
        admission.covered.append(.init(planned, first: known.at, last: known.last, times: times))
        return true
    }

    /// Makes room for an occurrence that has a row of its own from now on.
    private func take(_ planned: PlannedOccurrence, out known: Known, _ db: Database) throws {
        guard known.at < known.last else {
            return try db.run("DELETE FROM ledger WHERE id = ?", [known.id])
        }
        guard let split = planned.split else {
            // One less is in the stretch; which one shows by the row of its own.
            guard known.at < planned.occurrence.plannedAt else { return try move(known, db) }
            return try db.run("UPDATE ledger SET count = count - 1 WHERE id = ?", [known.id])
        }
        if let after = split.after, split.countAfter > 0 {
            try db.run(
                """
                INSERT INTO ledger (trigger, at, last, count, times, observed_at, verdict, reason, run)
                    SELECT trigger, ?1, last, ?2, times, observed_at, verdict, reason, run FROM ledger WHERE id = ?3
                """, [after, split.countAfter, known.id])
        }
        guard let before = split.before, split.countBefore > 0 else {
            return try db.run("DELETE FROM ledger WHERE id = ?", [known.id])
        }
        try db.run("UPDATE ledger SET last = ?, count = ? WHERE id = ?", [before, split.countBefore, known.id])
    }

    /// The first of a stretch leaves it, and nobody says which the second is: it stands between the two.
    private func move(_ known: Known, _ db: Database) throws {
        try db.run(
            "UPDATE ledger SET at = at + 1, count = count - 1 WHERE id = ?", [known.id])
    }

    /// Writes a row without a run of its own, or lengthens the stretch that it goes on with.
    private mutating func enter(
        _ planned: PlannedOccurrence, _ verdict: Verdict, _ reason: String, run: Int64?, _ db: Database
    ) throws {
        let occurrence = planned.occurrence
        let trigger = try trigger(occurrence.trigger, db)
        if planned.count == 1, let known = try known(planned, db) {
            _ = try isCovered(planned, by: known, db)
            return
        }
        let times = try planned.times.map { try state.texts.id(of: $0, db) }
        if let follows = planned.follows, occurrence.isPlanned {
            try db.run(
                """
                UPDATE ledger SET last = ?1, count = count + ?2, times = ?3, observed_at = ?4 WHERE id = (
                    SELECT id FROM ledger WHERE trigger = ?5 AND key IS NULL AND at <= ?6 ORDER BY at DESC LIMIT 1)
                AND coalesce(last, at) = ?6 AND verdict = ?7 AND reason IS ?8 AND run IS ?9
                """,
                [
                    planned.last, planned.count, times, occurrence.observedAt, trigger, follows, verdict.rawValue,
                    reason.isEmpty ? nil : reason, run,
                ])
            if db.changesCount > 0 { return }
        }
        let isStretch = planned.count > 1
        try db.run(
            """
            INSERT INTO ledger (trigger, at, last, count, key, times, observed_at, verdict, reason, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                trigger, occurrence.plannedAt, isStretch ? planned.last : nil, planned.count,
                occurrence.isPlanned ? nil : occurrence.key, isStretch ? times : nil, occurrence.observedAt,
                verdict.rawValue, reason.isEmpty ? nil : reason, run,
            ])
    }

    // MARK: Memory

    private mutating func remember(_ db: Database) throws {
        for (name, mark) in firing.marks {
            let trigger = try trigger(name, db)
            try db.run(
                """
                INSERT INTO gaps (trigger, since, until) SELECT id, gone_at, max(gone_at, ?1) FROM triggers
                WHERE id = ?2 AND gone_at IS NOT NULL ON CONFLICT DO NOTHING
                """, [now, trigger])
            try db.run(
                """
                UPDATE triggers SET cursor = ?1, times = ?2, since = CASE WHEN gone_at IS NULL THEN since ELSE ?3 END,
                    gone_at = NULL WHERE id = ?4
                """, [mark.cursor, mark.times, now, trigger])
        }
        for name in firing.gone {
            let trigger = try trigger(name, db)
            try db.run("DELETE FROM memories WHERE trigger = ?", [trigger])
            try db.run(
                "UPDATE triggers SET cursor = NULL, times = NULL, gone_at = ? WHERE id = ? AND gone_at IS NULL",
                [now, trigger])
        }
        for (name, entries) in firing.entries {
            let trigger = try trigger(name, db)
            for (entry, value) in entries {
                if let value {
                    try db.run(
                        "INSERT OR REPLACE INTO memories (trigger, name, value) VALUES (?, ?, ?)",
                        [trigger, entry, value])
                } else {
                    try db.run("DELETE FROM memories WHERE trigger = ? AND name = ?", [trigger, entry])
                }
            }
        }
    }
}
