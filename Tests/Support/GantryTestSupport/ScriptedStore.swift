package import GantryCore
package import GantryStore
import Synchronization

/// A store that does what a test says at the calls that write: pause, fail, or lose the answer. What it is over keeps
/// the contract.
package final class ScriptedStore: Store {
    /// The calls that write.
    package enum Call: Hashable, Sendable, CaseIterable {
        case admit, claimRuns, beginStep, finishStep, finishRun, reconcile, claimDeliveries, markDelivered, markFailed,
            handBack, retryDeliveries, keepLastGood, join, giveBack, letGo, drop, prune
    }

    package enum Moment: Hashable, Sendable {
        /// Nothing is written yet; it is written, and nobody has been told.
        case before, after
    }

    package typealias Script = @Sendable (Call, Moment) async throws -> Void

    package let base: any Store
    private let script = Mutex<Script>({ _, _ in })

    package init(over base: any Store) { self.base = base }

    /// - Parameter script: what it throws is thrown by the call; what it waits for is waited for.
    package func follow(_ script: @escaping Script) { self.script.withLock { $0 = script } }

    private func writing<Content>(_ call: Call, _ body: () async throws -> Content) async throws -> Content {
        let script = script.withLock { $0 }
        try await script(call, .before)
        let content = try await body()
        try await script(call, .after)
        return content
    }

    // MARK: Writing

    package func admit(_ firing: Firing, claiming claimant: Claimant?, at now: Instant) async throws -> Admission {
        try await writing(.admit) { try await base.admit(firing, claiming: claimant, at: now) }
    }

    package func claimRuns(_ claimant: Claimant, at now: Instant) async throws -> [Run] {
        try await writing(.claimRuns) { try await base.claimRuns(claimant, at: now) }
    }

    package func letGo(_ tenure: Tenure) async throws -> Standing {
        try await writing(.letGo) { try await base.letGo(tenure) }
    }

    package func drop(_ which: Dropped, because reason: String, at now: Instant) async throws -> [Run] {
        try await writing(.drop) { try await base.drop(which, because: reason, at: now) }
    }

    package func prune(_ keeping: Keeping) async throws -> Int {
        try await writing(.prune) { try await base.prune(keeping) }
    }

    package func beginStep(_ step: StepRecord, _ tenure: Tenure) async throws -> Standing {
        try await writing(.beginStep) { try await base.beginStep(step, tenure) }
    }

    package func finishStep(
        _ step: StepRecord, _ tenure: Tenure, ending end: RunEnd?, claiming claimant: Claimant?, _ scope: AlertScope,
        _ reconciliation: @escaping Reconciliation
    ) async throws -> FinishedStep {
        try await writing(.finishStep) {
            try await base.finishStep(step, tenure, ending: end, claiming: claimant, scope, reconciliation)
        }
    }

    package func finishRun(_ tenure: Tenure, _ end: RunEnd, at now: Instant) async throws -> Standing {
        try await writing(.finishRun) { try await base.finishRun(tenure, end, at: now) }
    }

    package func reconcile(
        _ scope: AlertScope, at now: Instant, _ reconciliation: @escaping Reconciliation
    ) async throws -> Reconciled {
        try await writing(.reconcile) { try await base.reconcile(scope, at: now, reconciliation) }
    }

    package func claimDeliveries(
        by node: NodeID, channel: String, limit: Int, at now: Instant
    ) async throws -> [Delivery] {
        try await writing(.claimDeliveries) {
            try await base.claimDeliveries(by: node, channel: channel, limit: limit, at: now)
        }
    }

    package func markDelivered(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await writing(.markDelivered) { try await base.markDelivered(delivery, at: now) }
    }

    package func markFailed(
        _ delivery: Delivery, error: String, wait: Duration?, at now: Instant
    ) async throws -> Standing {
        try await writing(.markFailed) { try await base.markFailed(delivery, error: error, wait: wait, at: now) }
    }

    package func handBack(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try await writing(.handBack) { try await base.handBack(delivery, at: now) }
    }

    package func retryDeliveries(_ id: Int64?, at now: Instant) async throws -> [Int64] {
        try await writing(.retryDeliveries) { try await base.retryDeliveries(id, at: now) }
    }

    package func keepLastGood(
        _ versions: [LastGoodVersion], forgetting gone: Set<String>, contents: [String: [UInt8]]
    ) async throws {
        try await writing(.keepLastGood) { try await base.keepLastGood(versions, forgetting: gone, contents: contents) }
    }

    package func join(_ node: NodeID, at now: Instant) async throws -> Joined {
        try await writing(.join) { try await base.join(node, at: now) }
    }

    package func giveBack(_ node: NodeID, at now: Instant) async throws {
        try await writing(.giveBack) { try await base.giveBack(node, at: now) }
    }

    // MARK: Reading

    package func identity() async throws -> String { try await base.identity() }

    package func memory(workflow: String, trigger: String) async throws -> TriggerMemory {
        try await base.memory(workflow: workflow, trigger: trigger)
    }

    package func unfinishedRuns() async throws -> [Run] { try await base.unfinishedRuns() }

    package func places(of workflow: String) async throws -> Places { try await base.places(of: workflow) }

    package func ledger(_ filter: LedgerFilter) async throws -> [LedgerEntry] { try await base.ledger(filter) }

    package func ledger(
        around instant: Instant, workflow: String, trigger: String?
    ) async throws -> LedgerVicinity {
        try await base.ledger(around: instant, workflow: workflow, trigger: trigger)
    }

    package func triggers(of workflow: String?) async throws -> [KnownTrigger] {
        try await base.triggers(of: workflow)
    }

    package func unfinishedWorkflows() async throws -> Set<String> { try await base.unfinishedWorkflows() }

    package func newestRuns(of workflows: Set<String>) async throws -> [String: Run] {
        try await base.newestRuns(of: workflows)
    }

    package func run(_ id: Int64) async throws -> Run? { try await base.run(id) }

    package func runs(_ filter: RunFilter) async throws -> [Run] { try await base.runs(filter) }

    package func steps(ofRun id: Int64) async throws -> [StepRecord] { try await base.steps(ofRun: id) }

    package func alerts(_ filter: AlertFilter) async throws -> [Alert] { try await base.alerts(filter) }

    package func alertCounts() async throws -> AlertCounts { try await base.alertCounts() }

    package func alert(_ id: Int64) async throws -> Alert? { try await base.alert(id) }

    package func events(ofAlert id: Int64) async throws -> [AlertEvent] { try await base.events(ofAlert: id) }

    package func deliveries(ofAlert id: Int64) async throws -> [Delivery] { try await base.deliveries(ofAlert: id) }

    package func nextAlertDue() async throws -> Instant? { try await base.nextAlertDue() }

    package func nextDeliveryDue(channel: String, at now: Instant) async throws -> Instant? {
        try await base.nextDeliveryDue(channel: channel, at: now)
    }

    package func waitingChannels() async throws -> Set<String> { try await base.waitingChannels() }

    package func deliveryCounts(givenUpSince instant: Instant) async throws -> DeliveryCounts {
        try await base.deliveryCounts(givenUpSince: instant)
    }

    package func deliveries(_ filter: DeliveryFilter) async throws -> [Delivery] { try await base.deliveries(filter) }

    package func delivery(_ id: Int64) async throws -> Delivery? { try await base.delivery(id) }

    package func lastGoodVersions() async throws -> [LastGoodVersion] { try await base.lastGoodVersions() }

    package func lastGoodContents(_ hashes: Set<String>) async throws -> [String: [UInt8]] {
        try await base.lastGoodContents(hashes)
    }
}
