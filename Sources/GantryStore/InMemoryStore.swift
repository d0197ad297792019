public import GantryCore

/// The store that tests and simulations run on: the same contract, nothing durable.
public actor InMemoryStore: Store {
    struct TriggerKey: Hashable {
        let workflow: String
        let trigger: String
    }

    /// A trigger, as far as it has come.
    struct Memory {
        var mark: TriggerMark?
        var entries: [String: String] = [:]
        var since: Instant
        var goneAt: Instant?
        var gaps: [ClosedRange<Instant>] = []
    }

    var rows = InMemoryLedger()
    var memories: [TriggerKey: Memory] = [:]
    private var steps: [Int64: [StepRecord]] = [:]
    var runs: [Run] = []
    /// Where each run stands, and those that have not ended.
    private var places: [Int64: Int] = [:]
    private(set) var live: [Int64] = []
    private var nextRun: Int64 = 1
    /// Runs that wait and may be joined.
    var joinable: Set<Int64> = []
    var alerts: [Int64: Alert] = [:]
    var events: [AlertEvent] = []
    var deliveries: [Delivery] = []
    var lastDelivery: Int64 = 0
    /// The one at work.
    var node: NodeID?
    private var leftAt: Instant?
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
        let activity = [rows.lastObserved, runs.compactMap(\.finishedAt).max()].compactMap(\.self).max()
        let sign = leftAt.map { LastSign(at: $0, isLeave: true) } ?? activity.map { LastSign(at: $0, isLeave: false) }
        (self.node, leftAt) = (node, nil)
        generation += 1
        return Joined(generation: generation, runs: left.count, deliveries: sent.count, lastSign: sign)
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
        if node == self.node { leftAt = now }
    }

    // MARK: Runs

    func add(_ occurrence: Occurrence, isByHand: Bool, isJoinable: Bool, at now: Instant) -> Run {
        let run = Run(id: nextRun, occurrence: occurrence, queuedAt: now, isByHand: isByHand)
        nextRun += 1
        places[run.id] = runs.count
        live.append(run.id)
        runs.append(run)
        if isJoinable { joinable.insert(run.id) }
        return run
    }

    public func unfinishedRuns() -> [Run] { live.compactMap(run) }

    public func places(of workflow: String) -> Places {
        let own = unfinishedRuns().filter { $0.workflow == workflow }
        let busy = own.count { $0.owner != nil }
        return Places(busy: busy, waiting: own.count - busy)
    }

    public func unfinishedWorkflows() -> Set<String> { Set(unfinishedRuns().map(\.workflow)) }

    public func run(_ id: Int64) -> Run? { index(of: id).map { runs[$0] } }

    public func newestRuns(of workflows: Set<String>) -> [String: Run] {
        let own = runs.lazy.filter { workflows.contains($0.workflow) }.map { ($0.workflow, $0) }
        return Dictionary(own, uniquingKeysWith: { _, newer in newer })
    }

    func index(of id: Int64) -> Int? { places[id] }

    public func runs(_ filter: RunFilter) -> [Run] {
        let matching = runs.reversed().filter { run in
            (filter.workflow ?? run.workflow) == run.workflow && (filter.state ?? run.state) == run.state
        }
        return Array(matching.prefix(filter.limit))
    }

    public func steps(ofRun id: Int64) -> [StepRecord] { steps[id] ?? [] }

    public func claimRuns(_ claimant: Claimant, at now: Instant) -> [Run] {
        guard claimant.node == self.node else { return [] }
        let indices = live.compactMap { places[$0] }
        var busy = Set(indices.filter { runs[$0].owner != nil }.map { runs[$0].workflow }).union(claimant.leaving)
        var claimed: [Run] = []
        let order = indices.filter { runs[$0].isByHand } + indices.filter { !runs[$0].isByHand }
        for index in order where claimed.count < claimant.limit {
            guard !runs[index].state.isFinal, runs[index].owner == nil, busy.insert(runs[index].workflow).inserted
            else { continue }
            runs[index].state = .running
            runs[index].startedAt = runs[index].startedAt ?? now
            runs[index].owner = claimant.node
            runs[index].fence += 1
            runs[index].begun += 1
            claimed.append(runs[index])
        }
        return claimed
    }

    public func letGo(_ tenure: Tenure) -> Standing {
        guard holds(tenure), let index = index(of: tenure.run) else { return .superseded }
        runs[index].owner = nil
        runs[index].begun -= 1
        if runs[index].begun == 0 { (runs[index].startedAt, runs[index].state) = (nil, .queued) }
        return .accepted
    }

    public func beginStep(_ step: StepRecord, _ tenure: Tenure) -> Standing {
        guard holds(tenure) else { return .superseded }
        put(step)
        return .accepted
    }

    public func finishStep(
        _ step: StepRecord, _ tenure: Tenure, ending end: RunEnd?, claiming claimant: Claimant?, _ scope: AlertScope,
        _ reconciliation: @escaping Reconciliation
    ) -> FinishedStep {
        guard holds(tenure) else { return FinishedStep(.superseded) }
        let now = step.finishedAt ?? step.startedAt
        let outcome = apply(scope, reconciliation, run: step.run, at: now)
        guard case .done = outcome else { return FinishedStep(outcome) }
        put(step)
        guard let end else { return FinishedStep(outcome) }
        self.end(tenure.run, end, at: now)
        return FinishedStep(outcome, claimed: claimant.map { claimRuns($0, at: now) } ?? [])
    }

    public func finishRun(_ tenure: Tenure, _ end: RunEnd, at now: Instant) -> Standing {
        guard let run = run(tenure.run) else { return .superseded }
        if run.state.isFinal { return run.fence == tenure.fence ? .already : .superseded }
        guard holds(tenure) else { return .superseded }
        self.end(tenure.run, end, at: now)
        return .accepted
    }

    private func end(_ id: Int64, _ end: RunEnd, at now: Instant) {
        guard let index = index(of: id) else { return }
        (runs[index].state, runs[index].error, runs[index].finishedAt) = (end.state, end.error, now)
        runs[index].owner = nil
        joinable.remove(id)
        live.removeAll { $0 == id }
    }

    public func drop(_ which: Dropped, because reason: String, at now: Instant) -> [Run] {
        let ids = unfinishedRuns().filter { run in
            guard run.owner == nil else { return false }
            return switch which {
            case .run(let id): run.id == id
            case .waiting(let workflow): run.workflow == workflow
            }
        }.map(\.id)
        return ids.compactMap { id in
            if run(id)?.startedAt == nil {
                rows.drop(run: id, because: reason)
            }
            end(id, RunEnd(.cancelled, error: reason), at: now)
            return run(id)
        }
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

    func removeRuns(_ ids: Set<Int64>) {
        guard !ids.isEmpty else { return }
        runs.removeAll { ids.contains($0.id) }
        places = Dictionary(runs.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for id in ids { steps[id] = nil }
    }
}
