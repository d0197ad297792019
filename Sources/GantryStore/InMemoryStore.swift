public import GantryCore

/// The store that tests and simulations run on: the same contract, nothing durable.
public actor InMemoryStore: Store {
    private struct OccurrenceKey: Hashable {
        let workflow: String
        let trigger: String
        let key: String
    }

    private struct TriggerKey: Hashable {
        let workflow: String
        let trigger: String
    }

    private var occurrences: Set<OccurrenceKey> = []
    private var memories: [TriggerKey: TriggerMemory] = [:]
    private var runs: [Run] = []
    private var steps: [Int64: [StepRecord]] = [:]
    private var alerts: [Alert] = []
    private var events: [AlertEvent] = []
    private var deliveries: [Delivery] = []
    var lastGood = LastGoodMemory()

    public init() {}

    public func identity() -> String { "memory" }

    // MARK: Runs

    public func admit(_ firing: Firing, at now: Instant) -> [Run] {
        var queued: [Run] = []
        for planned in firing.occurrences {
            let occurrence = planned.occurrence
            let key = OccurrenceKey(workflow: occurrence.workflow, trigger: occurrence.trigger, key: occurrence.key)
            guard occurrences.insert(key).inserted, planned.verdict == .ran else { continue }
            if firing.mode == .single, runs.contains(where: { $0.workflow == firing.workflow && !$0.state.isFinal }) {
                continue
            }
            let run = Run(id: Int64(runs.count + 1), occurrence: occurrence, queuedAt: now)
            runs.append(run)
            queued.append(run)
        }
        let trigger = TriggerKey(workflow: firing.workflow, trigger: firing.trigger)
        if let cursor = firing.cursor { memories[trigger, default: TriggerMemory()].cursor = cursor }
        for (name, value) in firing.entries { memories[trigger, default: TriggerMemory()].entries[name] = value }
        return queued
    }

    public func memory(workflow: String, trigger: String) -> TriggerMemory {
        memories[TriggerKey(workflow: workflow, trigger: trigger)] ?? TriggerMemory()
    }

    public func unfinishedRuns() -> [Run] { runs.filter { !$0.state.isFinal } }

    public func unfinishedRunCount(of workflow: String) -> Int {
        runs.count { $0.workflow == workflow && !$0.state.isFinal }
    }

    public func run(_ id: Int64) -> Run? { runs.first { $0.id == id } }

    public func runs(_ filter: RunFilter) -> [Run] {
        let matching = runs.reversed().filter { run in
            (filter.workflow ?? run.workflow) == run.workflow && (filter.state ?? run.state) == run.state
        }
        return Array(matching.prefix(filter.limit))
    }

    public func steps(ofRun id: Int64) -> [StepRecord] { steps[id] ?? [] }

    public func startRun(_ id: Int64, at now: Instant) {
        change(run: id) { run in
            run.state = .running
            run.startedAt = run.startedAt ?? now
        }
    }

    public func beginStep(_ step: StepRecord) { put(step) }

    public func finishStep(_ step: StepRecord, reconcile reconciliation: @escaping Reconciliation) -> AlertChanges {
        put(step)
        return apply(reconciliation, run: step.run, at: step.finishedAt ?? step.startedAt)
    }

    public func finishRun(_ id: Int64, state: Run.State, error: String?, at now: Instant) {
        change(run: id) { run in
            (run.state, run.error, run.finishedAt) = (state, error, now)
        }
    }

    private func change(run id: Int64, _ body: (inout Run) -> Void) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        body(&runs[index])
    }

    private func put(_ step: StepRecord) {
        var list = steps[step.run] ?? []
        if let index = list.firstIndex(where: { $0.id == step.id }) {
            list[index] = step
        } else {
            list.append(step)
        }
        steps[step.run] = list
    }

    // MARK: Alerts

    public func reconcile(_ reconciliation: @escaping Reconciliation, at now: Instant) -> AlertChanges {
        apply(reconciliation, run: nil, at: now)
    }

    private func apply(_ reconciliation: Reconciliation, run: Int64?, at now: Instant) -> AlertChanges {
        let unresolved = alerts.filter { $0.state != .resolved }
        let changes = reconciliation(AlertLedger(unresolved: unresolved, nextID: Int64(alerts.count + 1)))
        for alert in changes.alerts {
            if let index = alerts.firstIndex(where: { $0.id == alert.id }) {
                alerts[index] = alert
            } else {
                alerts.append(alert)
            }
        }
        events += changes.events
        for draft in changes.deliveries { put(draft, run: run, at: now) }
        return changes
    }

    private func put(_ draft: DeliveryDraft, run: Int64?, at now: Instant) {
        let sameMessage = deliveries.firstIndex { delivery in
            run != nil && delivery.run == run && delivery.state == .pending && delivery.channel == draft.channel
                && delivery.recipient == draft.recipient
        }
        let id = sameMessage.map { deliveries[$0].id } ?? Int64(deliveries.count + 1)
        let notices = (sameMessage.map { deliveries[$0].notices } ?? []) + draft.notices
        let delivery = Delivery(
            id: id, recipient: draft.recipient, channel: draft.channel, run: run, notices: notices, createdAt: now)
        if let sameMessage { deliveries[sameMessage] = delivery } else { deliveries.append(delivery) }
    }

    public func alerts(_ filter: AlertFilter) -> [Alert] {
        alerts.reversed().filter { alert in
            (filter.includesResolved || alert.state != .resolved)
                && (filter.project ?? alert.key.project) == alert.key.project
                && (filter.workflow ?? alert.key.workflow) == alert.key.workflow
        }
    }

    public func alert(_ id: Int64) -> Alert? { alerts.first { $0.id == id } }

    public func events(ofAlert id: Int64) -> [AlertEvent] { events.filter { $0.alert == id } }

    public func deliveries(ofAlert id: Int64) -> [Delivery] {
        deliveries.filter { $0.notices.contains { $0.alert == id } }
    }

    public func deliveryCounts() -> [Delivery.State: Int] {
        Dictionary(grouping: deliveries, by: \.state).mapValues(\.count)
    }

    // MARK: Outbox

    public func claimDeliveries(channel: String, now: Instant, leaseUntil: Instant, limit: Int) -> [Delivery] {
        var claimed: [Delivery] = []
        for index in deliveries.indices where claimed.count < limit {
            guard isWaiting(deliveries[index], channel: channel), deliveries[index].nextAttemptAt <= now else {
                continue
            }
            deliveries[index].state = .sending
            deliveries[index].attempts += 1
            deliveries[index].nextAttemptAt = leaseUntil
            claimed.append(deliveries[index])
        }
        return claimed
    }

    public func markDelivered(_ id: Int64, at now: Instant) {
        change(delivery: id) { delivery in
            (delivery.state, delivery.finishedAt, delivery.lastError) = (.delivered, now, nil)
        }
    }

    public func markFailed(_ id: Int64, error: String, nextAttemptAt: Instant?, at now: Instant) {
        change(delivery: id) { delivery in
            delivery.lastError = error
            if let nextAttemptAt {
                (delivery.state, delivery.nextAttemptAt) = (.pending, nextAttemptAt)
            } else {
                (delivery.state, delivery.finishedAt) = (.dead, now)
            }
        }
    }

    public func nextDeliveryDue(channel: String) -> Instant? {
        deliveries.filter { isWaiting($0, channel: channel) }.map(\.nextAttemptAt).min()
    }

    public func waitingChannels() -> Set<String> {
        Set(deliveries.filter { isWaiting($0, channel: $0.channel) }.map(\.channel))
    }

    public func releaseClaims(at now: Instant) {
        for index in deliveries.indices where deliveries[index].state == .sending {
            (deliveries[index].state, deliveries[index].nextAttemptAt) = (.pending, now)
        }
    }

    private func isWaiting(_ delivery: Delivery, channel: String) -> Bool {
        guard delivery.channel == channel, delivery.state == .pending || delivery.state == .sending else {
            return false
        }
        guard let id = delivery.run, let run = run(id) else { return true }
        return run.state.isFinal
    }

    private func change(delivery id: Int64, _ body: (inout Delivery) -> Void) {
        guard let index = deliveries.firstIndex(where: { $0.id == id }) else { return }
        body(&deliveries[index])
    }
}
