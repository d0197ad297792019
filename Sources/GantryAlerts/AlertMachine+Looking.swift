import GantryCore

extension AlertMachine {
    /// Holds what a step saw against the episodes.
    ///
    /// Only episodes of the same step, of the evaluated projects and of the action's rules can end: what was not
    /// looked at is not touched.
    mutating func look(_ result: ActionResult, by looker: Looker) {
        var seen: Set<Int64> = []
        for finding in result.findings.highestOfEachSubject where result.muted[finding.project] == nil {
            seen.insert(see(finding, by: looker))
        }
        for alert in watched(by: looker) where !seen.contains(alert.id) && alert.generation <= looker.generation {
            guard result.evaluated.contains(alert.key.project), result.rules.contains(alert.key.rule) else { continue }
            if let reason = result.muted[alert.key.project] {
                mute(alert, because: reason, looker)
            } else {
                lose(alert, because: result.endings[alert.key.identity] ?? "no longer found", looker)
            }
        }
    }

    /// The step did not come to look: what it watches stays as it is, and says since when nobody looked.
    mutating func miss(by looker: Looker, because reason: String) {
        for var alert in watched(by: looker) where alert.notLookedAt == nil {
            alert.notLookedAt = Alert.Mark(since: now, because: reason)
            put(alert)
        }
    }

    mutating func acknowledge(_ id: Int64, _ acknowledgement: Alert.Acknowledgement) {
        guard var alert = episodes[id], !alert.state.isResolved else { return }
        alert.acknowledgement = acknowledgement
        if alert.state == .open { alert.state = .acknowledged }
        record(.acknowledged, id, "\(acknowledgement.by): \(acknowledgement.because)")
        put(alert)
    }

    /// The unresolved episodes of which the step has a sighting, the oldest first.
    private func watched(by looker: Looker) -> [Alert] {
        episodes.values.filter { alert in
            alert.key.workflow == looker.workflow && !alert.state.isResolved
                && alert.sightings.contains { $0.step == looker.step || $0.step.isEmpty }
        }.sorted { $0.id < $1.id }
    }
}

// MARK: - Found

extension AlertMachine {
    /// - Returns: the id of the finding's episode.
    private mutating func see(_ finding: Finding, by looker: Looker) -> Int64 {
        guard let known = episode(of: finding, for: looker.workflow) else {
            var alert = open(finding, by: looker)
            tell(&alert, formerOwner: nil)
            put(alert)
            return alert.id
        }
        // What newer definitions say of it holds.
        guard known.generation <= looker.generation else { return known.id }
        var alert = known
        alert.generation = looker.generation
        move(&alert, to: looker.workflow)
        let isBack = known.state.isResolved
        if isBack { alert.sightings = [] }
        alert.saw(finding, in: looker.step)
        if alert.muted != nil {
            alert.muted = nil
            record(.unmuted, alert.id, "\(finding.project) is watched again")
        }
        alert.notLookedAt = nil
        if isBack {
            comeBack(&alert, formerOwner: known.finding.owner)
        } else {
            rise(&alert, above: known.finding.stage)
        }
        tell(&alert, formerOwner: known.finding.owner, acknowledged: isBack ? nil : known.acknowledgement)
        keep(alert, over: known, looker)
        return alert.id
    }

    /// The episode that a finding goes on with; nil where a new one begins.
    private func episode(of finding: Finding, for workflow: String) -> Alert? {
        let known = episodes(of: finding.identity)
        let own = known.filter { $0.key.workflow == workflow }
        if let alert = own.first(where: { !$0.state.isResolved }) { return alert }
        // What nobody looks after is looked after by whoever finds it: a workflow that was given another name.
        if let resting = known.first(where: { $0.state == .resting }) { return resting }
        return own.last { $0.resolvedAt.map { $0 + timing.reopenWithin > now } ?? false }
    }

    private mutating func move(_ alert: inout Alert, to workflow: String) {
        guard alert.state == .resting else { return }
        let isMoved = alert.key.workflow != workflow
        record(isMoved ? .moved : .watched, alert.id, isMoved ? "now found by \(workflow)" : "looked after again")
        if isMoved {
            alert.key = AlertKey(
                workflow: workflow, project: alert.key.project, rule: alert.key.rule, subject: alert.key.subject)
            alert.sightings = []
        }
        alert.wake()
    }

    /// A higher stage is news, so what was acknowledged at a lower one is open again; a repeat of the same is not.
    private mutating func rise(_ alert: inout Alert, above former: Finding.Stage) {
        let stage = alert.finding.stage
        guard stage.rank > former.rank else { return }
        let isRepeat = stage.name == former.name
        if alert.acknowledgement != nil {
            guard !isRepeat else { return }
            alert.acknowledgement = nil
            if alert.state == .acknowledged { alert.state = .open }
        }
        record(isRepeat ? .repeated : .raised, alert.id, isRepeat ? stage.name : "\(former.name) -> \(stage.name)")
    }

    /// What was gone is there again.
    private mutating func comeBack(_ alert: inout Alert, formerOwner: String?) {
        let away = alert.resolvedAt.map { "after \((now - $0).spoken)" } ?? "again"
        (alert.resolvedAt, alert.resolution) = (nil, nil)
        if alert.untoldEnd {
            // Its end was no end, and nobody heard of it.
            alert.untoldEnd = false
            alert.state = alert.acknowledgement == nil ? .open : .acknowledged
            return record(.returned, alert.id, "\(away), before its end was told")
        }
        (alert.state, alert.acknowledgement) = (.open, nil)
        // Whoever had it, and has heard of its end, need not hear that it is somebody else's now.
        forget(formerOwner, of: &alert)
        if alert.flapping != nil {
            alert.flapping = Alert.Mark(since: now, because: "there")
            return record(.returned, alert.id, away)
        }
        alert.returns = alert.returns.filter { $0 > now - timing.reopenWithin && $0 <= now } + [now]
        guard alert.returns.count >= timing.flappingReturns else {
            record(.returned, alert.id, away)
            return tellKnowing(&alert, .returned, "it is back \(away)")
        }
        let since = routing.spoken(alert.returns[0], alert.key.project)
        let count = "\(alert.returns.count) times since \(since)"
        record(.flapping, alert.id, count)
        tellKnowing(&alert, .flapping, count)
        alert.flapping = Alert.Mark(since: now, because: "there")
    }

    private mutating func keep(_ alert: Alert, over known: Alert, _ looker: Looker) {
        var alert = alert
        // A look that found all as it was is no change, whichever run it was of, and whatever it went by.
        alert.generation = known.generation
        guard alert != known else { return }
        (alert.generation, alert.seenBy) = (looker.generation, looker.run)
        put(alert)
    }
}

// MARK: - Gone

extension AlertMachine {
    private mutating func lose(_ known: Alert, because reason: String, _ looker: Looker) {
        var alert = known
        alert.sightings.removeAll { $0.step == looker.step || $0.step.isEmpty }
        alert.generation = looker.generation
        alert.notLookedAt = nil
        if let highest = alert.sightings.highest {
            alert.finding = highest
            tell(&alert, formerOwner: known.finding.owner, acknowledged: known.acknowledgement)
            return keep(alert, over: known, looker)
        }
        alert.seenBy = looker.run
        end(&alert, because: reason)
        put(alert)
    }

    private mutating func mute(_ known: Alert, because reason: String, _ looker: Looker) {
        guard known.muted == nil else { return }
        var alert = known
        alert.muted = Alert.Mark(since: now, because: reason)
        alert.notLookedAt = nil
        (alert.generation, alert.seenBy) = (looker.generation, looker.run)
        record(.muted, alert.id, reason)
        put(alert)
    }

    /// The end of an episode, which is told later, or not at all where it flaps or nobody knows of it.
    mutating func end(_ alert: inout Alert, because reason: String) {
        alert.wake()
        (alert.state, alert.resolvedAt, alert.resolution) = (.resolved, now, reason)
        (alert.muted, alert.notLookedAt) = (nil, nil)
        alert.untoldEnd = alert.flapping == nil && !alert.told.isEmpty
        if alert.flapping != nil { alert.flapping = Alert.Mark(since: now, because: "gone") }
        record(.resolved, alert.id, reason)
    }
}

extension Alert {
    /// Takes in what a step saw.
    fileprivate mutating func saw(_ finding: Finding, in step: String) {
        let sighting = Sighting(step: step, finding: finding)
        sightings.removeAll { $0.step.isEmpty }
        if let index = sightings.firstIndex(where: { $0.step == step }) {
            sightings[index] = sighting
        } else {
            sightings.append(sighting)
        }
        self.finding = sightings.highest ?? finding
    }

    /// Ends a rest; what was acknowledged before is so again.
    mutating func wake() {
        guard state == .resting else { return }
        resting = nil
        state = acknowledgement == nil ? .open : .acknowledged
    }
}

extension [Alert.Sighting] {
    /// The finding at the highest stage; of several, the first.
    var highest: Finding? {
        reduce(nil as Finding?) { highest, sighting in
            guard let highest, highest.stage >= sighting.finding.stage else { return sighting.finding }
            return highest
        }
    }
}

extension [Finding] {
    /// One per rule, project and subject: of two, the one at the higher stage, in the order they came.
    fileprivate var highestOfEachSubject: [Finding] {
        var order: [Finding.Identity] = []
        var highest: [Finding.Identity: Finding] = [:]
        for finding in self {
            if let other = highest[finding.identity] {
                if finding.stage > other.stage { highest[finding.identity] = finding }
            } else {
                order.append(finding.identity)
                highest[finding.identity] = finding
            }
        }
        return order.compactMap { highest[$0] }
    }
}

extension Duration {
    /// `45 s`, `12 min`, `3 h 5 min`.
    var spoken: String {
        let seconds = max(0, components.seconds)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" }
        let minutes = seconds / 60 % 60
        return "\(seconds / 3600) h" + (minutes == 0 ? "" : " \(minutes) min")
    }
}
