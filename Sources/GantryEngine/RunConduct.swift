import GantryAlerts
import GantryCore
import GantryStore

/// Brings one run to its end, step by step.
struct RunConduct: Sendable {
    /// Somebody else has taken the run over: it is no longer this engine's affair.
    private struct Superseded: Error {}

    private typealias Current = (definitions: EngineDefinitions, generation: Int64)

    let engine: Engine
    let run: Run

    private var store: any Store { engine.store }
    private var clock: any WallClock { engine.clock }

    /// Returns when the run has ended, was taken over, or is to be gone on with at the next start.
    ///
    /// - Throws: `CancellationError`; what the store throws, after which it may be called again.
    func toTheEnd() async throws {
        guard let tenure = Tenure(run) else { return }
        engine.underWay.begin(run.id)
        do {
            try await conduct(tenure)
        } catch let cancelled as CancelledByHand {
            try await end(tenure, RunEnd(.cancelled, error: cancelled.reason))
        } catch is Superseded {
            engine.observe(.superseded(run))
        }
    }

    private func conduct(_ tenure: Tenure) async throws {
        let definitions = engine.current().definitions
        guard run.begun <= Engine.mostBegins else {
            let reason = "given up: gantryd ended \(Engine.mostBegins) times while it was under way"
            return try await end(tenure, RunEnd(.failed, error: reason))
        }
        guard let workflow = definitions.workflows[run.workflow] else {
            return try await engine.leave(run, tenure)
        }
        // One that begins for the first time has none.
        let earlier = run.begun > 1 ? try await store.steps(ofRun: run.id) : []
        engine.observe(.started(run))
        var machine = RunMachine(steps: workflow.steps, earlier: earlier) { step in
            definitions.actions[step.action]?.declaration.isRepeatable ?? true
        }
        var outputs = Dictionary(earlier.map { ($0.id, $0.output) }, uniquingKeysWith: { _, last in last })
        while !engine.hasToStop {
            if let reason = engine.underWay.reason(ofRun: run.id) { throw CancelledByHand(reason: reason) }
            // Each step sees one version of everything, and the newest there is.
            let current = engine.current()
            switch machine.next() {
            case .finish(let state, let error):
                return try await end(tenure, RunEnd(state, error: error))
            case .skip(let step, let reason):
                let outcome = StepPerformer.Outcome(.skipped, reason: reason)
                if try await record(outcome, of: step, workflow, current, clock.now, tenure, machine.end) { return }
            case .interrupt(let step, let reason):
                let outcome = StepPerformer.Outcome(.interrupted, reason: reason)
                if try await record(outcome, of: step, workflow, current, clock.now, tenure, machine.end) { return }
            case .perform(let step):
                let scope: [String: Value] = [
                    "trigger": run.occurrence.payload, "steps": .map(outputs), "project": current.definitions.projects,
                ]
                let begun = clock.now
                let outcome = try await perform(step, workflow, current, scope, tenure)
                outputs[step.id] = outcome.result.output
                machine.ended(step, as: outcome.state, reason: outcome.reason)
                if try await record(outcome, of: step, workflow, current, begun, tenure, machine.end) { return }
            }
        }
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
    /// - Returns: whether the run has ended.
    private func record(
        _ outcome: StepPerformer.Outcome, of step: Step, _ workflow: Workflow, _ seen: Current, _ begun: Instant,
        _ tenure: Tenure, _ end: RunEnd?
    ) async throws -> Bool {
        var record = StepRecord(
            run: run.id, id: step.id, action: step.action,
            plugin: seen.definitions.actions[step.action]?.declaration.plugin, inputs: outcome.inputs,
            startedAt: begun)
        (record.state, record.output, record.reason) = (outcome.state, outcome.result.output, outcome.reason)
        record.findings = outcome.result.findings
        record.finishedAt = clock.now
        var current = seen
        while true {
            switch try await finish(record, outcome, workflow, seen, current, tenure, end) {
            case .done(let changes):
                engine.observe(.stepEnded(record))
                engine.report(changes)
                if let end { engine.observe(.ended(run, end.state, error: end.error)) }
                return end != nil
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

    private func finish(
        _ record: StepRecord, _ outcome: StepPerformer.Outcome, _ workflow: Workflow, _ seen: Current,
        _ current: Current, _ tenure: Tenure, _ end: RunEnd?
    ) async throws -> Reconciled {
        let now = record.finishedAt ?? clock.now
        let looker = Looker(
            workflow: workflow.name, step: record.id, run: run.id, generation: current.generation)
        let rules = seen.definitions.actions[record.action]?.declaration.rules ?? []
        guard workflow.alerts.isOn, !rules.isEmpty || !outcome.result.rules.isEmpty else {
            let scope = engine.scope(.ofProjects([]), generation: current.generation, at: now)
            return try await store.finishStep(record, tenure, ending: end, scope) { _ in AlertChanges() }
        }
        // Only a step that succeeded has looked: any other leaves every episode as it is.
        guard outcome.state == .succeeded else {
            let scope = engine.scope(.all, generation: current.generation, at: now)
            let input = AlertInput.notLooked(by: looker, because: outcome.reason ?? outcome.state.rawValue)
            return try await store.finishStep(
                record, tenure, ending: end, scope, engine.reconciliation(of: input, by: seen.definitions, now: now))
        }
        let result = outcome.result.limited(to: current.definitions)
        let projects = result.evaluated.union(result.findings.map(\.project))
        let scope = engine.scope(.ofProjects(projects), generation: current.generation, at: now)
        return try await store.finishStep(
            record, tenure, ending: end, scope,
            engine.reconciliation(of: .looked(result, by: looker), by: seen.definitions, now: now))
    }

    private func end(_ tenure: Tenure, _ end: RunEnd) async throws {
        guard try await store.finishRun(tenure, end, at: clock.now) != .superseded else { throw Superseded() }
        engine.observe(.ended(run, end.state, error: end.error))
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
