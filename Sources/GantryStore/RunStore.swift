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

    func startRun(_ id: Int64, at: Instant) async throws
    /// Records that a step begins, or begins again after a crash.
    func beginStep(_ step: StepRecord) async throws
    /// Records how a step ended, with what follows for the alerts: see `AlertStore.reconcile`.
    ///
    /// Returns the changes that were made.
    func finishStep(_ step: StepRecord, reconcile: @escaping Reconciliation) async throws -> AlertChanges
    func finishRun(_ id: Int64, state: Run.State, error: String?, at: Instant) async throws
}
