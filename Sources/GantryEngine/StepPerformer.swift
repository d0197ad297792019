import FoundationEssentials
import GantryCore
import GantryWorkflow

/// Does one step: its condition, its inputs, its action under its deadline.
struct StepPerformer: Sendable {
    /// How a step came out, before it is recorded.
    struct Outcome: Sendable {
        let state: StepRecord.State
        let inputs: [String: Value]
        let result: ActionResult
        let reason: String?

        init(
            _ state: StepRecord.State, inputs: [String: Value] = [:], result: ActionResult = ActionResult(),
            reason: String? = nil
        ) {
            (self.state, self.inputs, self.result, self.reason) = (state, inputs, result, reason)
        }
    }

    /// Inputs ready for the action, or the outcome that stands in their way.
    enum Preparation: Sendable {
        case ready(any Action, [String: Value])
        case ended(Outcome)
    }

    let definitions: EngineDefinitions
    let clock: any WallClock
    let log: any RunOutput

    /// Evaluates the condition and the inputs.
    func prepare(_ step: Step, scope: Scope) -> Preparation {
        guard let action = definitions.actions[step.action] else {
            let why = definitions.absence(step.action).map { ": \($0)" } ?? ""
            return .ended(Outcome(.failed, reason: "there is no action \(step.action)\(why)"))
        }
        do throws(EvaluationProblem) {
            guard try Evaluator().holds(step, in: scope) else {
                return .ended(Outcome(.skipped, reason: "its condition is false"))
            }
            return .ready(action, try Evaluator().inputs(of: step, for: action.declaration, in: scope))
        } catch {
            return .ended(Outcome(.failed, reason: error.description))
        }
    }

    /// Runs the action; after the step's deadline it is cancelled.
    ///
    /// - Throws: `CancellationError` when the run itself is stopped.
    func perform(
        _ action: any Action, inputs: [String: Value], step: Step, run: Run, open: [Alert]
    ) async throws -> Outcome {
        let standing = Dictionary(open.map { ($0.key, $0.finding.stage) }, uniquingKeysWith: { first, _ in first })
        let overlooked = Set(open.lazy.filter { $0.notLookedAt != nil }.map(\.key.project))
        let log = log
        let request = ActionRequest(
            inputs: inputs, workflow: run.workflow, run: run.id, step: step.id, attempt: run.begun, fence: run.fence,
            now: clock.now, trigger: run.occurrence.payload, overlooked: overlooked, standing: standing,
            log: { await log.append($0, run: run.id, step: step.id) })
        do {
            guard let timeout = step.timeout else {
                return Outcome(.succeeded, inputs: inputs, result: try await action.run(request).counted(for: action))
            }
            guard let result = try await within(timeout, { try await action.run(request) }) else {
                return Outcome(.timedOut, inputs: inputs, reason: "it took longer than \(timeout.short)")
            }
            return Outcome(.succeeded, inputs: inputs, result: result.counted(for: action))
        } catch let failure as ActionFailure {
            return Outcome(
                .failed, inputs: inputs, result: ActionResult(output: failure.output), reason: failure.description)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Outcome(.failed, inputs: inputs, reason: "\(error)")
        }
    }

    /// The value of `body`, or nil when it is not done in time.
    private func within<Content: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Content
    ) async throws -> Content? {
        let clock = clock
        // Elapsed time: a clock that is set must not end what has just begun.
        let deadline = clock.uptime + limit
        return try await withThrowingTaskGroup(of: Content?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while clock.uptime < deadline { try await clock.sleep(until: clock.now + (deadline - clock.uptime)) }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}

extension ActionResult {
    /// With the counts of its findings beside what the action itself gives.
    fileprivate func counted(for action: any Action) -> ActionResult {
        guard !action.declaration.counts.isEmpty else { return self }
        let counts: [String: Value] = [
            "findings": .number(.init(findings.count)),
            "critical": .number(.init(findings.count { $0.severity == .critical })),
        ]
        let output: Value =
            switch output {
            case .null: .map(counts)
            case .map(let own): .map(own.merging(counts) { own, _ in own })
            default: output
            }
        return ActionResult(
            findings: findings, evaluated: evaluated, rules: rules, muted: muted, endings: endings, output: output)
    }
}
