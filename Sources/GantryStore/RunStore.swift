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

/// Who takes runs, and how many.
public struct Claimant: Hashable, Sendable {
    public let node: NodeID
    public let limit: Int
    /// Workflows whose runs are left to wait.
    public let leaving: Set<String>

    public init(_ node: NodeID, limit: Int, leaving: Set<String> = []) {
        (self.node, self.limit, self.leaving) = (node, limit, leaving)
    }
}

/// The places of a workflow: what makes its mode true.
public struct Places: Hashable, Sendable {
    /// Runs that somebody has.
    public let busy: Int
    /// Runs that wait for somebody.
    public let waiting: Int

    public init(busy: Int, waiting: Int) { (self.busy, self.waiting) = (busy, waiting) }
}

/// How a run ended.
public struct RunEnd: Hashable, Sendable {
    public let state: Run.State
    /// Why it did not succeed.
    public let error: String?

    public init(_ state: Run.State, error: String? = nil) { (self.state, self.error) = (state, error) }
}

/// What became of a step's record.
public struct FinishedStep: Sendable {
    public let outcome: Reconciled
    /// Runs that were taken in the place of the one that ended; none where it did not.
    public let claimed: [Run]

    public init(_ outcome: Reconciled, claimed: [Run] = []) { (self.outcome, self.claimed) = (outcome, claimed) }
}

/// Runs that are to end before they begin.
public enum Dropped: Hashable, Sendable {
    case run(Int64)
    /// All of a workflow's that wait.
    case waiting(workflow: String)
}

/// Runs and steps. Every call that changes something is one transaction, durable when it returns.
public protocol RunStore: Sendable {
    /// Writes what a firing brings into the ledger, queues its runs, and lets the claimant have what can begin.
    ///
    /// An occurrence that is known already changes nothing, whether it has a row of its own or is one of a stretch.
    func admit(_ firing: Firing, claiming: Claimant?, at: Instant) async throws -> Admission

    /// The runs that have not ended, oldest first.
    func unfinishedRuns() async throws -> [Run]
    func places(of workflow: String) async throws -> Places
    /// The workflows of which a run has not ended.
    func unfinishedWorkflows() async throws -> Set<String>
    func run(_ id: Int64) async throws -> Run?
    /// The newest run of each; a workflow that never ran is left out.
    func newestRuns(of workflows: Set<String>) async throws -> [String: Run]
    func runs(_ filter: RunFilter) async throws -> [Run]
    /// In the order in which they began.
    func steps(ofRun id: Int64) async throws -> [StepRecord]

    /// Takes runs that wait for somebody, those by hand first and then the oldest, one of each workflow, and begins
    /// them: those that are queued, and those that a lost node left. A node that is not the one at work gets none.
    ///
    /// Returns the runs with owner and fence; one that a lost node had begun still says since when it runs.
    func claimRuns(_ claimant: Claimant, at: Instant) async throws -> [Run]

    /// Lets go of a run that was claimed and not begun: it waits again, as if it had not been claimed.
    func letGo(_ tenure: Tenure) async throws -> Standing

    /// Records that a step begins that must not be done twice, or begins again after a crash.
    func beginStep(_ step: StepRecord, _ tenure: Tenure) async throws -> Standing
    /// Records how a step ended, with what follows for the alerts: see `AlertStore.reconcile`.
    ///
    /// - Parameters:
    ///   - end: how the run ended with it; nil: it goes on.
    ///   - claimant: takes others in the place of one that has ended, as in `claimRuns`.
    func finishStep(
        _ step: StepRecord, _ tenure: Tenure, ending end: RunEnd?, claiming claimant: Claimant?, _ scope: AlertScope,
        _ reconciliation: @escaping Reconciliation
    ) async throws -> FinishedStep
    func finishRun(_ tenure: Tenure, _ end: RunEnd, at: Instant) async throws -> Standing

    /// Ends runs that nobody has. Those that never began are `dropped` in the ledger, and what had joined them with
    /// them; one that a lost node had begun is `cancelled`.
    func drop(_ which: Dropped, because reason: String, at: Instant) async throws -> [Run]
}

extension RunStore {
    public func admit(_ firing: Firing, at now: Instant) async throws -> Admission {
        try await admit(firing, claiming: nil, at: now)
    }

    /// The same where nobody takes another run.
    public func finishStep(
        _ step: StepRecord, _ tenure: Tenure, ending end: RunEnd?, _ scope: AlertScope,
        _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled {
        try await finishStep(step, tenure, ending: end, claiming: nil, scope, reconciliation).outcome
    }
}
