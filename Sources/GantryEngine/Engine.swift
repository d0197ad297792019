package import GantryAlerts
package import GantryCore
package import GantryStore
import Synchronization

/// Runs what triggers ask for: claims queued runs in the store and brings each to its end.
///
/// The store is the truth and a wake-up only a hint, so a restart needs no memory of its own: it finds the runs that
/// have not ended and goes on with them. What the engine owns, it owns by a claim in the store; should another have
/// taken over, all it writes from then on is refused.
package actor Engine {
    /// At most this many runs are under way at once, and one of each workflow.
    private static let concurrency = 4
    /// A run that was begun so often, and whose node was lost each time, is not begun again.
    package static let mostBegins = 3

    package let node: NodeID
    let store: any Store
    let clock: any WallClock
    let log: any RunOutput
    let observe: @Sendable (EngineEvent) -> Void
    private let newest: @Sendable () -> EngineDefinitions
    private let timing: AlertTiming
    nonisolated let standIn: (any StandIn)?

    /// That runs may be there to be begun.
    private let wakes = Hint(isSet: true)
    private var active = 0
    /// What the generations of this node's definitions count from.
    private nonisolated let base = Mutex<Int64>(0)
    private nonisolated let isStopping = Atomic(false)
    nonisolated let isStorageFailing = Atomic(false)
    nonisolated let timer = AlertTimer()

    package init(
        node: NodeID = NodeID(), store: any Store, clock: any WallClock, log: any RunOutput,
        timing: AlertTiming = .standard, standIn: (any StandIn)? = nil,
        definitions: @escaping @Sendable () -> EngineDefinitions,
        observe: @escaping @Sendable (EngineEvent) -> Void
    ) {
        self.standIn = standIn
        (self.node, self.store, self.clock, self.log, self.timing) = (node, store, clock, log, timing)
        (newest, self.observe) = (definitions, observe)
    }

    /// Makes this engine's node the one at work, and takes over what was left under way: to be called before anything
    /// else.
    @discardableResult
    package func join() async throws -> Joined {
        let joined = try await store.join(node, at: clock.now)
        base.withLock { $0 = joined.generation }
        return joined
    }

    /// Gives back what is under way still, so that the next start does not take it for a crash.
    package func leave() async throws { try await store.giveBack(node, at: clock.now) }

    /// The newest definitions, and how they count among all that the store has heard of.
    nonisolated func current() -> (definitions: EngineDefinitions, generation: Int64) {
        let definitions = newest()
        return (definitions, base.withLock { $0 } + definitions.generation)
    }

    package nonisolated var now: Instant { clock.now }

    // MARK: Firings

    /// Records a firing and queues its runs.
    ///
    /// - Throws: what the store throws; nothing is recorded then, and the trigger must ask again.
    @discardableResult
    package func submit(_ firing: Firing) async throws -> [Run] {
        let runs = try await written { [store, clock] in
            try await store.admit(firing, at: clock.now)
        } instead: { engine in
            // A person who asks is told that it cannot be done now.
            guard firing.trigger != Trigger.manualID else { return }
            try await engine.submit(firing)
        }
        for run in runs { observe(.queued(run)) }
        if !runs.isEmpty { wakes.set() }
        return runs
    }

    /// The same for a trigger that can ask again later.
    ///
    /// - Parameter most: as many runs of the workflow may be unfinished before.
    /// - Throws: `Backlog` where there are more.
    package func submit(_ firing: Firing, behind most: Int) async throws -> [Run] {
        let count = try await store.unfinishedRunCount(of: firing.workflow)
        guard count <= most else { throw Backlog(workflow: firing.workflow, count: count) }
        return try await submit(firing)
    }

    /// The newest first.
    package func runs(_ filter: RunFilter) async throws -> [Run] { try await store.runs(filter) }

    // MARK: Running

    /// Works until `stop` is called and what is under way has ended, or until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await _ in wakes {
                do {
                    for run in try await claim() { group.addTask { await self.execute(run) } }
                } catch {
                    storageFailed("\(error)")
                    group.addTask { await self.wakeLater() }
                }
                if hasToStop, active == 0 { break }
            }
            timer.stop()
        }
    }

    /// Begins no more steps. Runs that have steps left are gone on with at the next start.
    package nonisolated func stop() {
        isStopping.store(true, ordering: .releasing)
        wakes.set()
    }

    nonisolated var hasToStop: Bool { isStopping.load(ordering: .acquiring) }

    private func wakeLater() async {
        try? await clock.sleep(until: clock.now + .seconds(5))
        wakes.set()
    }

    /// The runs to begin now, oldest first.
    private func claim() async throws -> [Run] {
        guard !hasToStop, active < Self.concurrency else { return [] }
        let free = Self.concurrency - active
        // Counted before the store answers, since others come here meanwhile.
        active += free
        do {
            let claimed = try await written { [node, store, clock] in
                try await store.claimRuns(by: node, limit: free, at: clock.now)
            } instead: { [store] engine in
                for run in try await store.unfinishedRuns() where run.owner == nil {
                    try await engine.submit(Firing(run))
                }
            }
            active -= free - claimed.count
            return claimed
        } catch {
            active -= free
            throw error
        }
    }

    /// Brings a run to its end, however often the store fails on the way: it is ours until then.
    private func execute(_ run: Run) async {
        let conduct = RunConduct(engine: self, run: run)
        while !hasToStop {
            do {
                try await written {
                    try await conduct.toTheEnd()
                } instead: { engine in
                    try await engine.submit(Firing(run))
                }
                break
            } catch is CancellationError {
                // Left as it is: the next start goes on with it.
                break
            } catch {
                storageFailed("run \(run.id): \(error)")
                do { try await clock.sleep(until: clock.now + .seconds(5)) } catch { break }
            }
        }
        active -= 1
        wakes.set()
    }

    // MARK: Alerts

    /// What stands of what `observe` took in about a part.
    package func observed(_ part: String) async throws -> [Alert] {
        try await store.alerts(AlertFilter(workflow: EngineDefinitions.ownWorkflow)).filter { alert in
            alert.sightings.contains { $0.step == part }
        }
    }

    /// Takes in what the daemon has found out about one of its own parts, outside of any run.
    ///
    /// - Parameter part: what looked, in place of a step: `plugins`.
    package func observe(_ result: ActionResult, part: String) async throws {
        let projects = result.evaluated.union(result.findings.map(\.project))
        try await written { [self] in
            _ = try await reconcile(.ofProjects(projects)) { current in
                let looker = Looker(
                    workflow: EngineDefinitions.ownWorkflow, step: part, run: 0, generation: current.generation)
                return .looked(result, by: looker)
            }
        } instead: { engine in
            try await engine.observe(result, part: part)
        }
    }

    /// Lets the episodes rest that nothing looks after any more, and wakes those that something looks after again: call
    /// it when definitions have changed.
    package func retire(
        isWorkflowGone: @escaping @Sendable (String) -> Bool, isProjectGone: @escaping @Sendable (String) -> Bool
    ) async throws {
        try await reconcile(.all, redefines: true) { current in
            let definitions = current.definitions
            return .redefined(generation: current.generation) { alert, step in
                definitions.gap(
                    of: alert.key, step: step, isWorkflowGone: isWorkflowGone, isProjectGone: isProjectGone)
            }
        }
    }

    /// Records that somebody has it.
    ///
    /// - Returns: whether there was anything to acknowledge.
    package func acknowledge(_ id: Int64, _ acknowledgement: Alert.Acknowledgement) async throws -> Bool {
        try await !reconcile(.around(id)) { _ in .acknowledged(id, acknowledgement) }.events.isEmpty
    }

    /// Does what only waited for its time.
    func tick() async throws { try await reconcile(.timed) { _ in .tick } }

    @discardableResult
    private func reconcile(
        _ episodes: AlertScope.Episodes, redefines: Bool = false,
        _ input: @escaping @Sendable ((definitions: EngineDefinitions, generation: Int64)) -> AlertInput
    ) async throws -> AlertChanges {
        while true {
            let (current, now) = (current(), clock.now)
            let scope = AlertScope(
                episodes, resolvedSince: timing.memory(before: now), generation: current.generation,
                redefines: redefines)
            let reconciliation = reconciliation(of: input(current), by: current.definitions, now: now)
            let outcome = try await store.reconcile(scope, at: now, reconciliation)
            // Newer definitions than those just read are this node's, or it is not the one at work any more.
            guard case .outdated = outcome, self.current().generation != current.generation else {
                report(outcome.changes)
                return outcome.changes
            }
        }
    }

    nonisolated func scope(_ episodes: AlertScope.Episodes, generation: Int64, at now: Instant) -> AlertScope {
        AlertScope(episodes, resolvedSince: timing.memory(before: now), generation: generation)
    }

    nonisolated func reconciliation(
        of input: AlertInput, by definitions: EngineDefinitions, now: Instant
    ) -> Reconciliation {
        GantryEngine.reconciliation(of: input, by: definitions, now: now, timing: timing)
    }

    /// Tells what was written, and that time may change something sooner than was thought.
    nonisolated func report(_ changes: AlertChanges) {
        if !changes.deliveries.isEmpty { observe(.messaged) }
        guard !changes.alerts.isEmpty else { return }
        let alerts = Dictionary(changes.alerts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        for event in changes.events {
            if let alert = alerts[event.alert] { observe(.alerted(event, alert)) }
        }
        timer.wake()
    }
}

/// A workflow is too far behind to take more.
package struct Backlog: Error, Hashable, CustomStringConvertible {
    package let workflow: String
    /// Runs that have not ended.
    package let count: Int

    package var description: String { "\(count) runs of workflow \(workflow) have not ended yet" }
}
