public import GantryCore

extension InMemoryStore {
    public func reconcile(
        _ scope: AlertScope, at now: Instant, _ reconciliation: @escaping Reconciliation
    ) -> Reconciled {
        apply(scope, reconciliation, run: nil, at: now)
    }

    func apply(_ scope: AlertScope, _ reconciliation: Reconciliation, run: Int64?, at now: Instant) -> Reconciled {
        guard scope.generation >= generation else { return .outdated }
        if scope.redefines { generation = scope.generation }
        let nextID = (alerts.keys.max() ?? 0) + 1
        let changes = reconciliation(AlertLedger(episodes: episodes(in: scope), nextID: nextID))
        for alert in changes.alerts { alerts[alert.id] = alert }
        events += changes.events
        send(changes.deliveries, run: run, at: now)
        return .done(changes)
    }

    private func episodes(in scope: AlertScope) -> [Alert] {
        let alive = alerts.values.filter { alert in
            !alert.state.isResolved || alert.nextAt != nil
                || alert.resolvedAt.map { $0 >= scope.resolvedSince } ?? false
        }
        let projects: Set<String>
        switch scope.episodes {
        case .ofProjects(let ids): projects = ids
        case .timed: projects = Set(alive.filter { $0.nextAt != nil }.map(\.key.project))
        case .around(let id): projects = Set([alerts[id]?.key.project].compactMap(\.self))
        case .all: return alive.sorted { $0.id < $1.id }
        }
        return alive.filter { projects.contains($0.key.project) }.sorted { $0.id < $1.id }
    }

    private func send(_ drafts: [DeliveryDraft], run: Int64?, at now: Instant) {
        guard !drafts.isEmpty else { return }
        let concerned = Set(drafts.flatMap(\.notices).map(\.finding.identity))
        let waiting = deliveries.filter { delivery in
            !delivery.state.isFinal
                && ((run != nil && delivery.run == run)
                    || delivery.notices.contains { concerned.contains($0.finding.identity) })
        }
        let merge = OutboxMerge(drafts, waiting: waiting, run: run, at: now)
        for delivery in merge.changed {
            if let index = deliveries.firstIndex(where: { $0.id == delivery.id }) { deliveries[index] = delivery }
        }
        for draft in merge.new {
            let nextDelivery = lastDelivery + 1
            lastDelivery = nextDelivery
            deliveries.append(
                Delivery(
                    id: nextDelivery, recipient: draft.recipient, channel: draft.channel, run: run,
                    notices: draft.notices, createdAt: now))
        }
        events += merge.events
        for correction in merge.corrections where !hasHeardOtherwise(correction) {
            for id in alerts.keys where alerts[id]?.key.identity == correction.fact { alerts[id]?.take(correction) }
        }
    }

    /// Whether a message about it has reached the person by another channel, or may yet.
    private func hasHeardOtherwise(_ correction: OutboxMerge.Correction) -> Bool {
        deliveries.contains { delivery in
            delivery.recipient.person == correction.person && delivery.channel != correction.channel
                && delivery.state != .dropped && delivery.state != .dead
                && delivery.notices.contains { $0.finding.identity == correction.fact }
        }
    }

    public func alerts(_ filter: AlertFilter) -> [Alert] {
        alerts.values.filter { alert in
            (filter.includesResolved || !alert.state.isResolved)
                && (filter.project ?? alert.key.project) == alert.key.project
                && (filter.workflow ?? alert.key.workflow) == alert.key.workflow
        }.sorted { $0.id > $1.id }
    }

    public func alertCounts() -> AlertCounts { AlertCounts(of: alerts.values) }

    public func alert(_ id: Int64) -> Alert? { alerts[id] }

    public func events(ofAlert id: Int64) -> [AlertEvent] { events.filter { $0.alert == id } }

    public func deliveries(ofAlert id: Int64) -> [Delivery] {
        deliveries.compactMap { delivery in
            var own = delivery
            own.notices.removeAll { $0.alert != id }
            return own.notices.isEmpty ? nil : own
        }
    }

    public func nextAlertDue() -> Instant? { alerts.values.compactMap(\.nextAt).min() }
}
