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
    /// At most this many runs are under way at once, and one of each workflow, where the settings do not say.
    package static let standardLimit = 4
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
    /// Runs that are ours, and are to be begun.
    private var begun: [Run] = []
    private var isWorking = false
    private var workflows = WaitingWorkflows()
    /// Whether there was no place when runs were looked for last.
    private var isClaimDue = false
    /// Workflows whose runs wait until it is known what becomes of them: their files are wrong.
    private var left: Set<String> = []
    /// What is under way: the task of each run, and who ended it.
    package nonisolated let underWay = UnderWay()
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

    /// Records a firing, queues its runs, and begins what can begin.
    ///
    /// - Throws: what the store throws; nothing is recorded then, and the trigger must ask again.
    @discardableResult
    package func submit(_ firing: Firing) async throws -> Admission {
        // Where there are places, the run begins with the transaction that queues it.
        let places = hasToStop || !isWorking || !firing.asksForRuns ? 0 : free
        let claimant = places > 0 ? Claimant(node, limit: places, leaving: left) : nil
        active += places
        let admission: Admission
        do {
            admission = try await written { [store, clock] in
                try await store.admit(firing, claiming: claimant, at: clock.now)
            } instead: { engine in
                // A person who asks is told that it cannot be done now.
                guard !firing.isByHand else { return }
                try await engine.submit(firing)
            }
        } catch {
            release(places)
            throw error
        }
        begun += admission.claimed
        for run in admission.claimed { workflows.begun(run.workflow) }
        let claimed = Set(admission.claimed.map(\.id))
        for run in admission.queued where !claimed.contains(run.id) { workflows.queued(run.workflow) }
        release(places - admission.claimed.count)
        for run in admission.queued { observe(.queued(run)) }
        if !admission.queued.isEmpty || !admission.claimed.isEmpty { wakes.set() }
        return admission
    }

    /// The same for a trigger that can ask again later.
    ///
    /// - Throws: `Backlog` where as many runs of the workflow wait as may.
    package func submitLater(_ firing: Firing) async throws -> Admission {
        let waiting = try await store.places(of: firing.workflow).waiting
        guard waiting < firing.queueLimit else { throw Backlog(workflow: firing.workflow, count: waiting) }
        return try await submit(firing)
    }

    /// The newest first.
    package func runs(_ filter: RunFilter) async throws -> [Run] { try await store.runs(filter) }

    // MARK: Running

    /// Works until `stop` is called and what is under way has ended, or until the task is cancelled.
    package func run() async {
        isWorking = true
        defer { isWorking = false }
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

    private var free: Int { max(0, newest().runLimit - active) }

    private func takeBegun() -> [Run] {
        defer { begun = [] }
        return begun
    }

    /// Gives back places that were kept for runs that did not come. Who looked for one meanwhile looks again.
    private func release(_ places: Int) {
        active -= places
        if places > 0, isClaimDue || hasToStop { wakes.set() }
    }

    /// The runs to begin now.
    private func claim() async throws -> [Run] {
        let free = free
        isClaimDue = free == 0
        guard !hasToStop, free > 0, workflows.areAnyFree() else { return takeBegun() }
        // Counted before the store answers, since others come here meanwhile.
        active += free
        let question = workflows.ask()
        do {
            let claimant = Claimant(node, limit: free, leaving: left)
            let claimed = try await written { [store, clock] in
                try await store.claimRuns(claimant, at: clock.now)
            } instead: { [store] engine in
                for run in try await store.unfinishedRuns() where run.owner == nil {
                    try await engine.submit(Firing(run))
                }
            }
            for run in claimed { workflows.begun(run.workflow) }
            workflows.answered(question, claimed.map(\.workflow), isAll: claimed.count < free)
            release(free - claimed.count)
            return takeBegun() + claimed
        } catch {
            workflows.failed(question)
            release(free)
            throw error
        }
    }

    /// Brings a run to its end, and then those that take its place.
    private func execute(_ first: Run) async {
        var next: Run? = first
        while let run = next {
            next = await bringToItsEnd(run)
            underWay.remove(run.id)
            workflows.ended(run.workflow)
            if let next { workflows.begun(next.workflow) }
        }
        active -= 1
        wakes.set()
    }

    /// However often the store fails on the way: the run is ours until then.
    ///
    /// - Returns: the run that takes its place.
    private func bringToItsEnd(_ run: Run) async -> Run? {
        let conduct = RunConduct(engine: self, run: run)
        var isAgain = false
        while !hasToStop {
            do {
                let next = try await written {
                    try await conduct.toTheEnd()
                } instead: { engine in
                    try await engine.submit(Firing(run))
                }
                // What was written before the store failed may have waited for this end.
                if isAgain { observe(.messaged) }
                return next
            } catch is CancellationError {
                // Left as it is: the next start goes on with it.
                return nil
            } catch {
                isAgain = true
                storageFailed("run \(run.id): \(error)")
                do { try await clock.sleep(until: clock.now + .seconds(5)) } catch { return nil }
            }
        }
        return nil
    }

    /// What the store is asked for in the place of a run that ends: one that waits. Nil where none can be there.
    func succession(to run: Run) -> Succession? {
        guard !hasToStop, active <= newest().runLimit, workflows.areAnyFree(besides: run.workflow) else { return nil }
        return Succession(
            claimant: Claimant(node, limit: 1, leaving: left), question: workflows.ask(besides: run.workflow))
    }

    /// - Parameter claimed: what the store gave; nil: it did not say.
    func answered(_ succession: Succession?, _ claimed: [Run]?) {
        guard let succession else { return }
        guard let claimed else { return workflows.failed(succession.question) }
        workflows.answered(succession.question, claimed.map(\.workflow), isAll: claimed.isEmpty)
    }

    /// Leaves a run of a workflow that is not there, as if it had not been claimed: its file may be wrong, or away for a
    /// moment.
    func leave(_ run: Run, _ tenure: Tenure) async throws {
        left.insert(run.workflow)
        _ = try await store.letGo(tenure)
    }

    /// Looks anew at what waits: call it when definitions have changed.
    package func definitionsChanged() {
        if !left.isEmpty { workflows.forget() }
        left = []
        wakes.set()
    }

    /// Ends what waits of a workflow that is gone for good: it never begins.
    package func removed(_ workflow: String) async throws {
        _ = try await drop(.waiting(workflow: workflow), because: "workflow \(workflow) was removed")
    }

    private func drop(_ which: Dropped, because reason: String) async throws -> [Run] {
        let dropped = try await store.drop(which, because: reason, at: clock.now)
        for run in dropped { observe(.ended(run, run.state, error: run.error)) }
        if !dropped.isEmpty { observe(.messaged) }
        return dropped
    }

    /// Ends a run, by hand: one that waits before it begins, and one that is under way with its next breath.
    ///
    /// - Returns: the run as it stands; nil: there is none.
    package func cancel(_ id: Int64, by person: String) async throws -> Run? {
        let reason = "cancelled by \(person)"
        if try await drop(.run(id), because: reason).isEmpty { underWay.cancel(id, because: reason) }
        return try await store.run(id)
    }

    /// Ends what waits of a workflow, before it begins.
    package func cancelQueued(of workflow: String, by person: String) async throws -> [Run] {
        try await drop(.waiting(workflow: workflow), because: "cancelled by \(person)")
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
                if !outcome.changes.deliveries.isEmpty { observe(.messaged) }
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
