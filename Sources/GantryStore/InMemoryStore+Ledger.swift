public import GantryCore

extension InMemoryStore {
    public func admit(_ firing: Firing, claiming claimant: Claimant?, at now: Instant) -> Admission {
        var admission = Admission()
        var lookers: [Int: Int64] = [:]
        for (index, planned) in firing.occurrences.enumerated() {
            guard case .run(let manner) = planned.fate else { continue }
            lookers[index] = queue(planned, manner, firing, at: now, &admission)
        }
        for planned in firing.occurrences {
            switch planned.fate {
            case .run: break
            case .ended(let verdict, let reason): enter(planned, verdict, reason, run: nil, at: now, &admission)
            case .coalesced(let index): enter(planned, .coalesced, "", run: lookers[index], at: now, &admission)
            }
        }
        remember(firing, at: now)
        if let claimant { admission.claimed = claimRuns(claimant, at: now) }
        return admission
    }

    // MARK: Admission

    private func queue(
        _ planned: PlannedOccurrence, _ manner: PlannedOccurrence.Manner, _ firing: Firing, at now: Instant,
        _ admission: inout Admission
    ) -> Int64? {
        let occurrence = planned.occurrence
        let known = rows.row(of: planned)
        if let row = known {
            if let covered = row.covering(planned) {
                admission.covered.append(covered)
                return nil
            }
            // What was judged under a clock that went ahead of the true time may still run at its time.
            let isMistaken = row.observedAt > now && row.verdict != .dropped
            guard row.verdict != nil, manner == .insisting || isMistaken else {
                if manner == .insisting {
                    admission.refused.append(.init(occurrence, .ran, "it has run \(row.run.map(String.init) ?? "")"))
                }
                return row.run
            }
            if row.count > 1, planned.split == nil, let times = row.times {
                admission.covered.append(.init(planned, first: row.first, last: row.last, times: times))
                return nil
            }
        }
        let unfinished = unfinishedRuns().filter { $0.workflow == firing.workflow }
        if firing.mode == .single, let busy = unfinished.first {
            admission.refused.append(.init(occurrence, .overlapped, "run \(busy.id) was under way"))
            if known == nil { enter(planned, .overlapped, "", run: busy.id, at: now, &admission) }
            return nil
        }
        let waiting = unfinished.filter { $0.owner == nil }
        if manner == .joining, let run = waiting.first(where: { $0.startedAt == nil && joinable.contains($0.id) }),
            let index = index(of: run.id)
        {
            if let known { take(planned, out: known) }
            runs[index].occurrence = run.occurrence.joined(by: occurrence)
            enter(planned, .coalesced, "", run: run.id, at: now, &admission)
            admission.joined.append(runs[index])
            return run.id
        }
        if manner == .queuing || manner == .insisting, waiting.count >= firing.queueLimit {
            let reason = "\(firing.queueLimit) runs wait already"
            admission.refused.append(.init(occurrence, .full, reason))
            if known == nil { enter(planned, .full, reason, run: nil, at: now, &admission) }
            return nil
        }
        if let known { take(planned, out: known) }
        let run = add(
            occurrence, isByHand: manner == .insisting || occurrence.trigger == Trigger.manualID,
            isJoinable: manner == .joining || manner == .queuing, at: now)
        touch(TriggerKey(workflow: occurrence.workflow, trigger: occurrence.trigger), at: now)
        rows.add(planned, nil, "", run: run.id)
        admission.queued.append(run)
        return run.id
    }

    private func take(_ planned: PlannedOccurrence, out row: InMemoryLedger.Row) {
        guard row.first < row.last, let split = planned.split else {
            guard row.first == row.last else {
                var rest = row
                rest.count -= 1
                if row.first == planned.occurrence.plannedAt { rest.first = row.first + .nanoseconds(1) }
                return rows.put(rest)
            }
            return rows.remove(row.id)
        }
        rows.remove(row.id)
        if let before = split.before, split.countBefore > 0 {
            rows.add(part: row, first: row.first, last: before, count: split.countBefore)
        }
        if let after = split.after, split.countAfter > 0 {
            rows.add(part: row, first: after, last: row.last, count: split.countAfter)
        }
    }

    private func enter(
        _ planned: PlannedOccurrence, _ verdict: Verdict, _ reason: String, run: Int64?, at now: Instant,
        _ admission: inout Admission
    ) {
        let occurrence = planned.occurrence
        if planned.count == 1, let row = rows.row(of: planned) {
            if let covered = row.covering(planned) { admission.covered.append(covered) }
            return
        }
        let key = TriggerKey(workflow: occurrence.workflow, trigger: occurrence.trigger)
        touch(key, at: now)
        if let follows = planned.follows, occurrence.isPlanned, var row = rows.row(endingAt: follows, key),
            row.verdict == verdict, row.reason == reason, row.run == run
        {
            (row.last, row.times) = (planned.last, planned.times)
            row.count += planned.count
            row.observedAt = occurrence.observedAt
            return rows.put(row)
        }
        rows.add(planned, verdict, reason, run: run)
    }

    // MARK: Memory

    private func touch(_ key: TriggerKey, at now: Instant) {
        if memories[key] == nil { memories[key] = Memory(since: now) }
    }

    private func remember(_ firing: Firing, at now: Instant) {
        for (name, mark) in firing.marks {
            let key = TriggerKey(workflow: firing.workflow, trigger: name)
            touch(key, at: now)
            memories[key]?.mark = mark
            guard let gone = memories[key]?.goneAt else { continue }
            memories[key]?.gaps.append(gone...max(gone, now))
            memories[key]?.since = now
            memories[key]?.goneAt = nil
        }
        for name in firing.gone {
            let key = TriggerKey(workflow: firing.workflow, trigger: name)
            touch(key, at: now)
            guard var memory = memories[key], memory.goneAt == nil else { continue }
            (memory.mark, memory.entries, memory.goneAt) = (nil, [:], now)
            memories[key] = memory
        }
        for (name, entries) in firing.entries {
            let key = TriggerKey(workflow: firing.workflow, trigger: name)
            touch(key, at: now)
            for (entry, value) in entries { memories[key]?.entries[entry] = value }
        }
    }

    public func memory(workflow: String, trigger: String) -> TriggerMemory {
        let memory = memories[TriggerKey(workflow: workflow, trigger: trigger)]
        return TriggerMemory(cursor: memory?.mark?.cursor, entries: memory?.entries ?? [:])
    }

    public func triggers(of workflow: String?) -> [KnownTrigger] {
        memories.filter { (workflow ?? $0.key.workflow) == $0.key.workflow }.map { key, memory in
            KnownTrigger(
                workflow: key.workflow, trigger: key.trigger, mark: memory.mark, since: memory.since,
                goneAt: memory.goneAt, gaps: memory.gaps,
                handledThrough: rows.lastPlanned(key))
        }.sorted { ($0.workflow, $0.trigger) < ($1.workflow, $1.trigger) }
    }

    // MARK: Asking

    private func entry(_ row: InMemoryLedger.Row) -> LedgerEntry {
        let run = row.run.flatMap(run)
        let isQueued = run.map { !$0.state.isFinal && $0.startedAt == nil } ?? false
        return LedgerEntry(
            workflow: row.key.workflow, trigger: row.key.trigger, first: row.first, last: row.last, count: row.count,
            key: row.observed, observedAt: row.observedAt, verdict: row.verdict ?? (isQueued ? nil : .ran),
            reason: row.reason, run: row.run, runPlannedAt: run?.occurrence.plannedAt, runStartedAt: run?.startedAt,
            times: row.times)
    }

    private func entries(of workflow: String, _ trigger: String?) -> [LedgerEntry] {
        rows.all.values.filter { $0.key.workflow == workflow && (trigger ?? $0.key.trigger) == $0.key.trigger }
            .sorted { ($0.first, $0.id) < ($1.first, $1.id) }.map(entry)
    }

    public func ledger(_ filter: LedgerFilter) -> [LedgerEntry] {
        let matching = entries(of: filter.workflow, filter.trigger).filter { entry in
            (filter.verdict ?? entry.verdict) == entry.verdict && entry.last >= filter.since ?? entry.last
                && filter.until.map { entry.first < $0 } ?? true
        }
        return Array(matching.suffix(filter.limit))
    }

    public func ledger(around instant: Instant, workflow: String, trigger: String?) -> LedgerVicinity {
        let entries = entries(of: workflow, trigger)
        var vicinity = LedgerVicinity()
        let covering = entries.filter { $0.first <= instant && $0.last >= instant }
        for entries in Dictionary(grouping: covering, by: \.trigger).values {
            vicinity.at += entries.sorted { $0.count < $1.count }.prefix(1)
        }
        vicinity.before = entries.filter { $0.last < instant }.max { $0.last < $1.last }
        vicinity.after = entries.filter { $0.first > instant }.min { $0.first < $1.first }
        return vicinity
    }

    public func prune(_ keeping: Keeping) -> Int {
        let open = alerts.values.filter { !$0.state.isResolved }
        let told = Set(open.map(\.id))
        var needed = Set(open.flatMap { [$0.openedBy, $0.seenBy] })
        let held = needed.union(runs.filter { !$0.state.isFinal }.map(\.id))
        let old = rows.all.values.filter { row in
            row.count == 1 && row.observedAt < keeping.occurrences && !(row.run.map(held.contains) ?? false)
        }.map(\.id)
        for id in old { rows.remove(id) }
        needed.formUnion(deliveries.filter { !$0.state.isFinal }.compactMap(\.run))
        let ended = runs.filter { run in
            run.state.isFinal && !needed.contains(run.id) && (run.finishedAt.map { $0 < keeping.runs } ?? false)
        }.map(\.id)
        removeRuns(Set(ended))
        let sent = deliveries.filter { delivery in
            delivery.state.isFinal && (delivery.finishedAt.map { $0 < keeping.deliveries } ?? false)
                && !delivery.notices.contains { told.contains($0.alert) }
        }.map(\.id)
        let gone = Set(sent)
        deliveries.removeAll { gone.contains($0.id) }
        return old.count + ended.count + sent.count
    }
}
