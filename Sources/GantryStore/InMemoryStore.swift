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

    /// With what became of each, and when it was judged.
    private var occurrences: [OccurrenceKey: (verdict: Verdict, at: Instant)] = [:]
    private var memories: [TriggerKey: TriggerMemory] = [:]
    private var steps: [Int64: [StepRecord]] = [:]
    var runs: [Run] = []
    var alerts: [Int64: Alert] = [:]
    var events: [AlertEvent] = []
    var deliveries: [Delivery] = []
    /// The one at work.
    var node: NodeID?
    /// Of the definitions that all looks must go by.
    var generation: Int64 = 0
    var lastGood = LastGoodMemory()

    public init() {}

    public func identity() -> String { "memory" }

    public func join(_ node: NodeID, at now: Instant) -> Joined {
        let left = runs.indices.filter { runs[$0].owner != nil && runs[$0].owner != node }
        for index in left { runs[index].owner = nil }
        let sent = deliveries.indices.filter { deliveries[$0].state == .sending && deliveries[$0].owner != node }
        for index in sent {
            (deliveries[index].state, deliveries[index].owner) = (.pending, nil)
            (deliveries[index].nextAttemptAt, deliveries[index].wait) = (now, .zero)
            deliveries[index].unclear += 1
        }
        self.node = node
        generation += 1
        return Joined(generation: generation, runs: left.count, deliveries: sent.count)
    }

    public func giveBack(_ node: NodeID, at now: Instant) {
        for index in runs.indices where runs[index].owner == node {
            runs[index].owner = nil
            runs[index].begun -= 1
        }
        for index in deliveries.indices where deliveries[index].owner == node && deliveries[index].state == .sending {
            (deliveries[index].state, deliveries[index].owner) = (.pending, nil)
            (deliveries[index].nextAttemptAt, deliveries[index].wait) = (now, .zero)
        }
    }

    // MARK: Runs

    public func admit(_ firing: Firing, at now: Instant) -> [Run] {
        var queued: [Run] = []
        for planned in firing.occurrences {
            let occurrence = planned.occurrence
            let key = OccurrenceKey(workflow: occurrence.workflow, trigger: occurrence.trigger, key: occurrence.key)
            let isBusy = runs.contains { $0.workflow == firing.workflow && !$0.state.isFinal }
            let verdict = planned.verdict == .ran && firing.mode == .single && isBusy ? .overlapped : planned.verdict
            if let known = occurrences[key] {
                // What was judged under a clock that went ahead of the true time may still run at its time.
                guard known.verdict != .ran, verdict == .ran, known.at > now else { continue }
            }
            occurrences[key] = (verdict, occurrence.observedAt)
            guard verdict == .ran else { continue }
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

    public func claimRuns(by node: NodeID, limit: Int, at now: Instant) -> [Run] {
        guard node == self.node else { return [] }
        var busy = Set(runs.filter { $0.owner != nil }.map(\.workflow))
        var claimed: [Run] = []
        for index in runs.indices where claimed.count < limit {
            guard !runs[index].state.isFinal, runs[index].owner == nil, busy.insert(runs[index].workflow).inserted
            else { continue }
            runs[index].state = .running
            runs[index].startedAt = runs[index].startedAt ?? now
            runs[index].owner = node
            runs[index].fence += 1
            runs[index].begun += 1
            claimed.append(runs[index])
        }
        return claimed
    }

    public func beginStep(_ step: StepRecord, _ tenure: Tenure) -> Standing {
        guard holds(tenure) else { return .superseded }
        put(step)
        return .accepted
    }

    public func finishStep(
        _ step: StepRecord, _ tenure: Tenure, _ scope: AlertScope, _ reconciliation: @escaping Reconciliation
    ) -> Reconciled {
        guard holds(tenure) else { return .superseded }
        let outcome = apply(scope, reconciliation, run: step.run, at: step.finishedAt ?? step.startedAt)
        if case .done = outcome { put(step) }
        return outcome
    }

    public func finishRun(_ tenure: Tenure, state: Run.State, error: String?, at now: Instant) -> Standing {
        guard let index = runs.firstIndex(where: { $0.id == tenure.run }) else { return .superseded }
        if runs[index].state.isFinal { return runs[index].fence == tenure.fence ? .already : .superseded }
        guard holds(tenure) else { return .superseded }
        (runs[index].state, runs[index].error, runs[index].finishedAt) = (state, error, now)
        runs[index].owner = nil
        return .accepted
    }

    private func holds(_ tenure: Tenure) -> Bool { run(tenure.run).flatMap(Tenure.init) == tenure }

    private func put(_ step: StepRecord) {
        var list = steps[step.run] ?? []
        if let index = list.firstIndex(where: { $0.id == step.id }) {
            list[index] = step
        } else {
            list.append(step)
        }
        steps[step.run] = list
    }
}
