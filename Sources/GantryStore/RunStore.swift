public import GantryCore

/// Which runs a question is about; newest first.
public struct RunFilter: Hashable, Sendable {
    public var workflow: String?
    public var state: Run.State?
    public var limit: Int

    public init(workflow: String? = nil, state: Run.State? = nil, limit: Int = 50) {
        (self.workflow, self.state, self.limit) = (workflow, state, limit)
    }
}

/// The right to write of a run: whoever comes with an older fence is refused.
public struct Tenure: Hashable, Sendable {
    public let run: Int64
    public let owner: NodeID
    public let fence: Int64

    public init(run: Int64, owner: NodeID, fence: Int64) {
        (self.run, self.owner, self.fence) = (run, owner, fence)
    }

    /// That of a run as it was claimed; nil for one that nobody owns.
    public init?(_ run: Run) {
        guard let owner = run.owner else { return nil }
        self.init(run: run.id, owner: owner, fence: run.fence)
    }
}

/// Occurrences, runs and steps. Every call that changes something is one transaction, durable when it returns.
public protocol RunStore: Sendable {
    /// Records a firing and queues a run for each occurrence whose verdict is `ran`.
    ///
    /// An occurrence that is known already changes nothing. Returns the runs that were queued.
    func admit(_ firing: Firing, at: Instant) async throws -> [Run]

    func memory(workflow: String, trigger: String) async throws -> TriggerMemory

    /// The runs that have not ended, oldest first.
    func unfinishedRuns() async throws -> [Run]
    /// How many runs of a workflow have not ended.
    func unfinishedRunCount(of workflow: String) async throws -> Int
    func run(_ id: Int64) async throws -> Run?
    func runs(_ filter: RunFilter) async throws -> [Run]
    /// In the order in which they began.
    func steps(ofRun id: Int64) async throws -> [StepRecord]

    /// Takes up to `limit` runs that wait for somebody, oldest first and one of each workflow, and begins them: those
    /// that are queued, and those that a lost node left. A node that is not the one at work gets none.
    ///
    /// Returns the runs with owner and fence; one that a lost node had begun still says since when it runs.
    func claimRuns(by node: NodeID, limit: Int, at: Instant) async throws -> [Run]

    /// Records that a step begins, or begins again after a crash.
    func beginStep(_ step: StepRecord, _ tenure: Tenure) async throws -> Standing
    /// Records how a step ended, with what follows for the alerts: see `AlertStore.reconcile`.
    func finishStep(
        _ step: StepRecord, _ tenure: Tenure, _ scope: AlertScope, _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled
    func finishRun(_ tenure: Tenure, state: Run.State, error: String?, at: Instant) async throws -> Standing
}
