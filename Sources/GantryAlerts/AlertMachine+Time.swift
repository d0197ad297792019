import GantryCore

extension AlertMachine {
    /// What nothing looks after any more rests, and what something looks after again goes on.
    ///
    /// - Parameter missing: what a sighting of an alert lacks: its project, its workflow, its step.
    mutating func redefine(
        _ generation: Int64, _ missing: @Sendable (_ alert: Alert, _ step: String) -> String?
    ) {
        for var alert in episodes.values.sorted(by: { $0.id < $1.id }) where !alert.state.isResolved {
            let known = alert
            let lacks = alert.sightings.map { ($0, missing(alert, $0.step)) }
            if let reason = lacks.first?.1, lacks.allSatisfy({ $0.1 != nil }) {
                guard alert.state != .resting else { continue }
                alert.state = .resting
                alert.resting = Alert.Mark(since: now, because: reason)
                record(.resting, alert.id, reason)
            } else {
                if alert.state == .resting {
                    alert.wake()
                    record(.watched, alert.id, "looked after again")
                }
                alert.sightings = lacks.filter { $0.1 == nil }.map(\.0)
                alert.finding = alert.sightings.highest ?? alert.finding
            }
            guard alert != known else { continue }
            alert.generation = max(alert.generation, generation)
            put(alert)
        }
    }

    /// Does what only waited for its time.
    mutating func tick() {
        for id in episodes.keys.sorted() {
            // As the ends before it have left it.
            guard let alert = episodes[id] else { continue }
            if let flapping = alert.flapping {
                if flapping.since.isOver(timing.quiet, at: now) { settle(alert) }
                continue
            }
            switch alert.state {
            case .resolved:
                guard alert.untoldEnd, (alert.resolvedAt ?? now).isOver(timing.tellResolvedAfter, at: now) else {
                    continue
                }
                tellEnd(of: alert.id, .resolved)
            case .resting:
                guard let resting = alert.resting, resting.since.isOver(timing.grace, at: now) else { continue }
                abandon(alert, because: resting.because)
            case .acknowledged:
                guard let until = alert.acknowledgement?.until, until <= now else { continue }
                expire(alert)
            case .open: continue
            }
        }
    }

    /// It held one state for long enough: that is told, once.
    private mutating func settle(_ known: Alert) {
        var alert = known
        (alert.flapping, alert.returns) = (nil, [])
        let isThere = !alert.state.isResolved
        record(.settled, alert.id, isThere ? "it is there" : "it is gone")
        if isThere {
            tellKnowing(&alert, .settled, nil)
            put(alert)
        } else {
            alert.untoldEnd = true
            put(alert)
            tellEnd(of: alert.id, .resolved)
        }
    }

    /// Nothing came to look after it.
    private mutating func abandon(_ known: Alert, because reason: String) {
        var alert = known
        end(&alert, because: "no longer watched: \(reason)")
        put(alert)
        tellEnd(of: alert.id, .unwatched)
    }

    private mutating func expire(_ known: Alert) {
        var alert = known
        let by = alert.acknowledgement?.by ?? ""
        (alert.state, alert.acknowledgement) = (.open, nil)
        record(.expired, alert.id, "the acknowledgement by \(by) has ended")
        tellKnowing(&alert, .expired, "the acknowledgement by \(by) has ended")
        put(alert)
    }
}
