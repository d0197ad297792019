package import GantryCore

/// The life of alert episodes: what is seen, what people do and the time go in; changed episodes and messages come
/// out. Pure.
///
/// An episode opens with the first finding of its key and is told to its route. Whatever comes after it is held against
/// what each person knows already: who knows the stage at which it stands is told nothing. An end is told when it has
/// held for a while, since what comes back at once was no end.
package struct AlertMachine: Sendable {
    let now: Instant
    let timing: AlertTiming
    let routing: Routing
    /// The id of the next new episode.
    private var nextID: Int64
    /// As they were before, by id.
    private let before: [Int64: Alert]
    private(set) var episodes: [Int64: Alert]
    /// The episodes of each fact, whichever workflows found it.
    private var byIdentity: [Finding.Identity: Set<Int64>]
    var events: [Int64: [AlertEvent]] = [:]
    var letters = Letters()

    /// - Parameters:
    ///   - episodes: of the projects concerned: those that are not resolved, and those that may come back.
    ///   - nextID: the id of the first new episode; the following ones count up.
    package init(
        now: Instant, episodes: [Alert], nextID: Int64, routing: Routing, timing: AlertTiming = .standard
    ) {
        (self.now, self.nextID, self.routing, self.timing) = (now, nextID, routing, timing)
        before = Dictionary(episodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.episodes = before
        byIdentity = Dictionary(grouping: before.values, by: \.key.identity).mapValues { Set($0.map(\.id)) }
    }

    package mutating func on(_ input: AlertInput) {
        switch input {
        case .looked(let result, let looker): look(result, by: looker)
        case .notLooked(let looker, let reason): miss(by: looker, because: reason)
        case .redefined(let generation, let missing): redefine(generation, missing)
        case .acknowledged(let id, let acknowledgement): acknowledge(id, acknowledgement)
        case .tick: tick()
        }
        arm()
    }

    /// What is to be written: the episodes that are not as they were, each with what its history gets.
    package var changes: [EpisodeChange] {
        episodes.keys.sorted().compactMap { id in
            guard var alert = episodes[id] else { return nil }
            let events = events[id] ?? []
            guard alert != before[id] || !events.isEmpty else { return nil }
            alert.updatedAt = now
            return EpisodeChange(alert: alert, events: events)
        }
    }

    /// What is to be sent, a message for each person.
    package var messages: [Message] { letters.messages }

    // MARK: Episodes

    mutating func put(_ alert: Alert) {
        episodes[alert.id] = alert
        byIdentity[alert.key.identity, default: []].insert(alert.id)
    }

    /// All episodes of a fact, the oldest first.
    func episodes(of fact: Finding.Identity) -> [Alert] {
        (byIdentity[fact] ?? []).sorted().compactMap { episodes[$0] }
    }

    mutating func open(_ finding: Finding, by looker: Looker) -> Alert {
        let key = AlertKey(
            workflow: looker.workflow, project: finding.project, rule: finding.rule, subject: finding.subject)
        var alert = Alert(
            id: nextID, key: key, finding: finding, openedAt: now, run: looker.run, step: looker.step)
        nextID += 1
        alert.generation = looker.generation
        record(.opened, alert.id, "\(finding.stage.name): \(finding.message)")
        return alert
    }

    mutating func record(_ kind: AlertEvent.Kind, _ id: Int64, _ detail: String) {
        events[id, default: []].append(AlertEvent(alert: id, at: now, kind: kind, detail: detail))
    }

    /// The other episodes of the same fact: those of other workflows, and of this one before.
    func siblings(of alert: Alert) -> [Alert] {
        episodes(of: alert.key.identity).filter { $0.id != alert.id }
    }

    /// When time changes the episodes next, if nothing else does.
    private mutating func arm() {
        for (id, alert) in episodes {
            let next = nextInstant(of: alert)
            if next != alert.nextAt { episodes[id]?.nextAt = next }
        }
    }

    private func nextInstant(of alert: Alert) -> Instant? {
        if let flapping = alert.flapping { return flapping.since + timing.quiet }
        switch alert.state {
        case .resolved: return alert.untoldEnd ? (alert.resolvedAt ?? now) + timing.tellResolvedAfter : nil
        case .resting: return alert.resting.map { $0.since + timing.grace }
        case .acknowledged: return alert.acknowledgement?.until
        case .open: return nil
        }
    }
}
