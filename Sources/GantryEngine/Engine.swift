import GantryAlerts
package import GantryCore
package import GantryStore
import Synchronization

/// Runs what triggers ask for: takes queued runs from the store and brings each to its end.
///
/// The store is the truth and a wake-up only a hint, so a restart needs no memory of its own: it finds the runs that
/// have not ended and goes on with them.
package actor Engine {
    /// At most this many runs are under way at once, and one of each workflow.
    private static let concurrency = 4

    private let store: any Store
    private let clock: any WallClock
    private let log: any RunOutput
    private let definitions: @Sendable () -> EngineDefinitions
    private let observe: @Sendable (EngineEvent) -> Void

    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private var active: [Int64: String] = [:]
    private nonisolated let isStopping = Atomic(false)

    package init(
        store: any Store, clock: any WallClock, log: any RunOutput,
        definitions: @escaping @Sendable () -> EngineDefinitions,
        observe: @escaping @Sendable (EngineEvent) -> Void
    ) {
        (self.store, self.clock, self.log) = (store, clock, log)
        (self.definitions, self.observe) = (definitions, observe)
        // One waiting hint is as good as many: each looks at everything that is queued.
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        waker.yield()
    }

    /// Records a firing and queues its runs.
    ///
    /// - Throws: what the store throws; nothing is recorded then, and the trigger must ask again.
    @discardableResult
    package func submit(_ firing: Firing) async throws -> [Run] {
        let runs = try await store.admit(firing, at: clock.now)
        for run in runs { observe(.queued(run)) }
        if !runs.isEmpty { waker.yield() }
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

    /// Ends the episodes that nothing looks after any more: call it when definitions have changed.
    package func retire(
        isWorkflowGone: @escaping @Sendable (String) -> Bool, isProjectGone: @escaping @Sendable (String) -> Bool
    ) async throws {
        let now = clock.now
        let reconciliation = retirement(
            now: now, definitions: definitions(),
            isWorkflowGone: { $0 != EngineDefinitions.ownWorkflow && isWorkflowGone($0) },
            isProjectGone: { $0 != Finding.portfolio && isProjectGone($0) })
        report(try await store.reconcile(reconciliation, at: now))
    }

    package nonisolated var now: Instant { clock.now }

    /// What stands of what `observe` took in about a part.
    package func observed(_ part: String) async throws -> [Alert] {
        try await store.alerts(AlertFilter(workflow: EngineDefinitions.ownWorkflow)).filter { $0.step == part }
    }

    /// The newest first.
    package func runs(_ filter: RunFilter) async throws -> [Run] { try await store.runs(filter) }

    /// Takes in what the daemon has found out about one of its own parts, outside of any run.
    ///
    /// - Parameter part: what looked, in place of a step: `plugins`.
    package func observe(_ result: ActionResult, part: String) async throws {
        let (now, definitions) = (clock.now, definitions())
        let looker = Looker(workflow: EngineDefinitions.ownWorkflow, step: part, run: 0, steps: [part])
        let reconciliation = reconciliation(
            of: result, by: looker, policy: definitions.defaultPolicy, now: now, definitions: definitions)
        report(try await store.reconcile(reconciliation, at: now))
    }

    /// Works until `stop` is called and what is under way has ended, or until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                do {
                    for run in try await claim() { group.addTask { await self.execute(run) } }
                } catch {
                    observe(.storageFailed("\(error)"))
                    group.addTask { await self.wakeLater() }
                }
                if hasToStop, active.isEmpty { break }
            }
        }
    }

    /// Begins no more steps. Runs that have steps left are gone on with at the next start.
    package nonisolated func stop() {
        isStopping.store(true, ordering: .releasing)
        waker.yield()
    }

    private var hasToStop: Bool { isStopping.load(ordering: .acquiring) }

    private func wakeLater() async {
        try? await clock.sleep(until: clock.now + .seconds(5))
        waker.yield()
    }

    /// The runs to begin now, oldest first.
    private func claim() async throws -> [Run] {
        guard !hasToStop else { return [] }
        let unfinished = try await store.unfinishedRuns()
        var claimed: [Run] = []
        for run in unfinished where active[run.id] == nil && active.count < Self.concurrency {
            guard !active.values.contains(run.workflow) else { continue }
            active[run.id] = run.workflow
            claimed.append(run)
        }
        return claimed
    }

    private func execute(_ run: Run) async {
        do {
            try await conduct(run)
        } catch is CancellationError {
            // Left as it is: the next start goes on with it.
        } catch {
            observe(.storageFailed("run \(run.id): \(error)"))
            try? await clock.sleep(until: clock.now + .seconds(5))
        }
        active[run.id] = nil
        waker.yield()
    }

    /// Brings one run to its end, step by step; returns early where the engine is stopping.
    private func conduct(_ run: Run) async throws {
        let definitions = definitions()
        let earlier = try await store.steps(ofRun: run.id)
        guard let workflow = definitions.workflows[run.workflow] else {
            return try await end(run, .failed, error: "workflow \(run.workflow) is not there any more")
        }
        if run.state == .queued { try await store.startRun(run.id, at: clock.now) }
        observe(.started(run))
        var machine = RunMachine(steps: workflow.steps, earlier: earlier) { step in
            definitions.actions[step.action]?.declaration.isRepeatable ?? true
        }
        var outputs = Dictionary(earlier.map { ($0.id, $0.output) }, uniquingKeysWith: { _, last in last })
        while !hasToStop {
            switch machine.next() {
            case .finish(let state, let error):
                return try await end(run, state, error: error)
            case .skip(let step, let reason):
                try await record(.init(.skipped, reason: reason), of: step, run, workflow, definitions, clock.now)
            case .interrupt(let step, let reason):
                try await record(.init(.interrupted, reason: reason), of: step, run, workflow, definitions, clock.now)
            case .perform(let step):
                let scope: [String: Value] = [
                    "trigger": run.occurrence.payload, "steps": .map(outputs), "project": definitions.projects,
                ]
                let outcome = try await perform(step, run, workflow, definitions, scope)
                outputs[step.id] = outcome.result.output
                machine.ended(step, as: outcome.state, reason: outcome.reason)
            }
        }
    }

    private func perform(
        _ step: Step, _ run: Run, _ workflow: Workflow, _ definitions: EngineDefinitions, _ scope: [String: Value]
    ) async throws -> StepPerformer.Outcome {
        let performer = StepPerformer(definitions: definitions, clock: clock, log: log)
        let begun = clock.now
        let outcome: StepPerformer.Outcome
        switch performer.prepare(step, scope: scope) {
        case .ended(let early):
            outcome = early
        case .ready(let action, let inputs):
            try await store.beginStep(
                StepRecord(
                    run: run.id, id: step.id, action: step.action, plugin: action.declaration.plugin, inputs: inputs,
                    startedAt: begun))
            let open = try await store.alerts(AlertFilter(workflow: workflow.name))
            let standing = Dictionary(open.map { ($0.key, $0.finding.stage) }, uniquingKeysWith: { first, _ in first })
            do {
                outcome = try await performer.perform(action, inputs: inputs, step: step, run: run, standing: standing)
            } catch is CancellationError {
                guard !action.declaration.isRepeatable else { throw CancellationError() }
                outcome = .init(.interrupted, inputs: inputs, reason: "the daemon was stopped while it was under way")
            }
        }
        try await record(outcome, of: step, run, workflow, definitions, begun)
        return outcome
    }

    private func record(
        _ outcome: StepPerformer.Outcome, of step: Step, _ run: Run, _ workflow: Workflow,
        _ definitions: EngineDefinitions, _ begun: Instant
    ) async throws {
        var record = StepRecord(
            run: run.id, id: step.id, action: step.action,
            plugin: definitions.actions[step.action]?.declaration.plugin, inputs: outcome.inputs, startedAt: begun)
        record.state = outcome.state
        record.output = outcome.result.output
        record.findings = outcome.result.findings
        record.reason = outcome.reason
        record.finishedAt = clock.now
        // Only a step that succeeded has looked: any other leaves every episode as it is.
        let result = outcome.state == .succeeded ? outcome.result : ActionResult()
        let looker = Looker(
            workflow: workflow.name, step: step.id, run: run.id, steps: Set(workflow.steps.map(\.id)))
        let reconcile = reconciliation(
            of: result, by: looker, policy: workflow.alerts, now: clock.now, definitions: definitions)
        let changes = try await store.finishStep(record, reconcile: reconcile)
        observe(.stepEnded(record))
        report(changes)
    }

    private func end(_ run: Run, _ state: Run.State, error: String?) async throws {
        try await store.finishRun(run.id, state: state, error: error, at: clock.now)
        observe(.ended(run, state, error: error))
    }

    private func report(_ changes: AlertChanges) {
        let alerts = Dictionary(changes.alerts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        for event in changes.events {
            if let alert = alerts[event.alert] { observe(.alerted(event, alert)) }
        }
    }
}

/// A workflow is too far behind to take more.
package struct Backlog: Error, Hashable, CustomStringConvertible {
    package let workflow: String
    /// Runs that have not ended.
    package let count: Int

    package var description: String { "\(count) runs of workflow \(workflow) have not ended yet" }
}
