import GantryAlerts
import GantryCore
import GantryStore

/// Brings one run to its end, step by step.
struct RunConduct: Sendable {
    /// Somebody else has taken the run over: it is no longer this engine's affair.
    private struct Superseded: Error {}

    /// Whether the run has ended with a step, and which has begun in its place.
    private enum Progress {
        case goesOn
        case ended(next: Run?)
    }

    private typealias Current = (definitions: EngineDefinitions, generation: Int64)

    let engine: Engine
    let run: Run

    private var store: any Store { engine.store }
    private var clock: any WallClock { engine.clock }

    /// Returns when the run has ended, was taken over, or is to be gone on with at the next start.
    ///
    /// - Throws: `CancellationError`; what the store throws, after which it may be called again.
    /// - Returns: a run that has begun in its place.
    func toTheEnd() async throws -> Run? {
        guard let tenure = Tenure(run) else { return nil }
        engine.underWay.begin(run.id)
        do {
            return try await conduct(tenure)
        } catch let cancelled as CancelledByHand {
            try await end(tenure, RunEnd(.cancelled, error: cancelled.reason))
        } catch is Superseded {
            engine.observe(.superseded(run))
        }
        return nil
    }

    private func conduct(_ tenure: Tenure) async throws -> Run? {
        let definitions = engine.current().definitions
        guard run.begun <= Engine.mostBegins else {
            let reason = "given up: gantryd ended \(Engine.mostBegins) times while it was under way"
            try await end(tenure, RunEnd(.failed, error: reason))
            return nil
        }
        guard let workflow = definitions.workflows[run.workflow] else {
            try await engine.leave(run, tenure)
            return nil
        }
        // One that begins for the first time has none. A clean stop takes back that it was begun, and not its fence.
        let earlier = run.fence > 1 ? try await store.steps(ofRun: run.id) : []
        engine.observe(.started(run))
        var machine = RunMachine(steps: workflow.steps, earlier: earlier) { step in
            definitions.actions[step.action]?.declaration.isRepeatable ?? true
        }
        // What it has found before may wait for its end.
        var hasMessages = run.fence > 1
        var outputs = Dictionary(earlier.map { ($0.id, $0.output) }, uniquingKeysWith: { _, last in last })
        while !engine.hasToStop {
            if let reason = engine.underWay.reason(ofRun: run.id) { throw CancelledByHand(reason: reason) }
            // Each step sees one version of everything, and the newest there is.
            let current = engine.current()
            switch machine.next() {
            case .finish(let state, let error):
                try await end(tenure, RunEnd(state, error: error))
                return nil
            case .skip(let step, let reason):
                let outcome = StepPerformer.Outcome(.skipped, reason: reason)
                let progress = try await record(
                    outcome, of: step, workflow, current, clock.now, tenure, machine.end, &hasMessages)
                if case .ended(let next) = progress { return next }
            case .interrupt(let step, let reason):
                let outcome = StepPerformer.Outcome(.interrupted, reason: reason)
                let progress = try await record(
                    outcome, of: step, workflow, current, clock.now, tenure, machine.end, &hasMessages)
                if case .ended(let next) = progress { return next }
            case .perform(let step):
                let scope: [String: Value] = [
                    "trigger": run.occurrence.payload, "steps": .map(outputs), "project": current.definitions.projects,
                ]
                let begun = clock.now
                let outcome = try await perform(step, workflow, current, scope, tenure)
                outputs[step.id] = outcome.result.output
                machine.ended(step, as: outcome.state, reason: outcome.reason)
                let progress = try await record(
                    outcome, of: step, workflow, current, begun, tenure, machine.end, &hasMessages)
                if case .ended(let next) = progress { return next }
            }
        }
        return nil
    }

    private func perform(
        _ step: Step, _ workflow: Workflow, _ current: Current, _ scope: [String: Value], _ tenure: Tenure
    ) async throws -> StepPerformer.Outcome {
        let performer = StepPerformer(definitions: current.definitions, clock: clock, log: engine.log)
        let begun = clock.now
        switch performer.prepare(step, scope: scope) {
        case .ended(let early): return early
        case .ready(let action, let inputs):
            let record = StepRecord(
                run: run.id, id: step.id, action: step.action, plugin: action.declaration.plugin, inputs: inputs,
                startedAt: begun)
            // What can simply be done again needs no note on the disk that it was begun.
            if !action.declaration.isRepeatable {
                guard try await store.beginStep(record, tenure) != .superseded else { throw Superseded() }
            }
            let open = try await store.alerts(AlertFilter(workflow: workflow.name))
            do {
                return try await engine.underWay.perform(record) { [run] in
                    try await performer.perform(action, inputs: inputs, step: step, run: run, open: open)
                }
            } catch let cancelled as CancelledByHand {
                return .init(.cancelled, inputs: inputs, reason: cancelled.reason)
            } catch is CancellationError {
                guard !action.declaration.isRepeatable else { throw CancellationError() }
                return .init(.interrupted, inputs: inputs, reason: "the daemon was stopped while it was under way")
            }
        }
    }

    // MARK: Recording

    /// Writes down how a step ended, and with the last one how the run did.
    ///
    /// - Parameter hasMessages: whether messages wait for the end of the run.
    private func record(
        _ outcome: StepPerformer.Outcome, of step: Step, _ workflow: Workflow, _ seen: Current, _ begun: Instant,
        _ tenure: Tenure, _ end: RunEnd?, _ hasMessages: inout Bool
    ) async throws -> Progress {
        var record = StepRecord(
            run: run.id, id: step.id, action: step.action,
            plugin: seen.definitions.actions[step.action]?.declaration.plugin, inputs: outcome.inputs,
            startedAt: begun)
        (record.state, record.output, record.reason) = (outcome.state, outcome.result.output, outcome.reason)
        record.findings = outcome.result.findings
        record.finishedAt = clock.now
        var current = seen
        while true {
            let finished = try await finish(record, outcome, workflow, seen, current, tenure, end)
            switch finished.outcome {
            case .done(let changes):
                engine.observe(.stepEnded(record))
                engine.report(changes)
                hasMessages = hasMessages || !changes.deliveries.isEmpty
                guard let end else { return .goesOn }
                engine.observe(.ended(run, end.state, error: end.error))
                if hasMessages { engine.observe(.messaged) }
                return .ended(next: finished.claimed.first)
            case .superseded: throw Superseded()
            case .outdated:
                // The definitions have changed meanwhile: what they have no more was not looked at. Where they have
                // not, it is another node's that are newer.
                let newer = engine.current()
                guard newer.generation != current.generation else { throw Superseded() }
                current = newer
            }
        }
    }

    /// With the last step the run ends, and another takes its place.
    private func finish(
        _ record: StepRecord, _ outcome: StepPerformer.Outcome, _ workflow: Workflow, _ seen: Current,
        _ current: Current, _ tenure: Tenure, _ end: RunEnd?
    ) async throws -> FinishedStep {
        let (scope, reconciliation) = decision(record, outcome, workflow, seen, current)
        let succession = end == nil ? nil : await engine.succession(to: run)
        do {
            let finished = try await store.finishStep(
                record, tenure, ending: end, claiming: succession?.claimant, scope, reconciliation)
            if case .done = finished.outcome {
                await engine.answered(succession, finished.claimed)
            } else {
                await engine.answered(succession, nil)
            }
            return finished
        } catch {
            await engine.answered(succession, nil)
            throw error
        }
    }

    /// What a step means for the alerts.
    private func decision(
        _ record: StepRecord, _ outcome: StepPerformer.Outcome, _ workflow: Workflow, _ seen: Current,
        _ current: Current
    ) -> (AlertScope, Reconciliation) {
        let now = record.finishedAt ?? clock.now
        let looker = Looker(
            workflow: workflow.name, step: record.id, run: run.id, generation: current.generation)
        let rules = seen.definitions.actions[record.action]?.declaration.rules ?? []
        guard workflow.alerts.isOn, !rules.isEmpty || !outcome.result.rules.isEmpty else {
            let scope = engine.scope(.ofProjects([]), generation: current.generation, at: now)
            return (scope, { _ in AlertChanges() })
        }
        // Only a step that succeeded has looked: any other leaves every episode as it is.
        guard outcome.state == .succeeded else {
            let scope = engine.scope(.all, generation: current.generation, at: now)
            let input = AlertInput.notLooked(by: looker, because: outcome.reason ?? outcome.state.rawValue)
            return (scope, engine.reconciliation(of: input, by: seen.definitions, now: now))
        }
        let result = outcome.result.limited(to: current.definitions)
        let projects = result.evaluated.union(result.findings.map(\.project))
        let scope = engine.scope(.ofProjects(projects), generation: current.generation, at: now)
        return (scope, engine.reconciliation(of: .looked(result, by: looker), by: seen.definitions, now: now))
    }

    private func end(_ tenure: Tenure, _ end: RunEnd) async throws {
        guard try await store.finishRun(tenure, end, at: clock.now) != .superseded else { throw Superseded() }
        engine.observe(.ended(run, end.state, error: end.error))
        // Of steps before it.
        engine.observe(.messaged)
    }
}

extension ActionResult {
    /// Without the projects that are not there any more.
    fileprivate func limited(to definitions: EngineDefinitions) -> ActionResult {
        let isThere: (String) -> Bool = { $0 == Finding.portfolio || definitions.projects[$0] != .null }
        guard !(evaluated.allSatisfy(isThere) && findings.allSatisfy { isThere($0.project) }) else { return self }
        return ActionResult(
            findings: findings.filter { isThere($0.project) }, evaluated: evaluated.filter(isThere), rules: rules,
            muted: muted, endings: endings, output: output)
    }
}
