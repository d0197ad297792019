package import GantryCore
package import GantryStore

/// Decides what a run does next. Pure: it is told how steps ended, and never does anything itself.
///
/// Steps run in the order of the file. After one that did not succeed the rest is skipped, and the run ends as that
/// step did. A run that a crash interrupted goes on where its records end.
package struct RunMachine: Sendable {
    package enum Effect: Hashable, Sendable {
        case perform(Step)
        case skip(Step, because: String)
        /// The step was under way at a crash and must not be done twice.
        case interrupt(Step, because: String)
        case finish(Run.State, error: String?)
    }

    private var remaining: ArraySlice<Step>
    private var interrupted: Step?
    private var failure: (step: String, state: Run.State, reason: String)?

    /// - Parameters:
    ///   - earlier: the records of steps from before a restart; empty for a new run.
    ///   - isRepeatable: whether a step that was under way may simply be done again.
    package init(steps: [Step], earlier: [StepRecord] = [], isRepeatable: (Step) -> Bool = { _ in true }) {
        remaining = steps[...]
        for record in earlier {
            guard let step = remaining.first, step.id == record.id else { break }
            if record.state == .running || record.state == .interrupted {
                if !isRepeatable(step) { interrupted = step }
                break
            }
            ended(step, as: record.state, reason: record.reason)
        }
    }

    /// What to do now. Answer `perform` with `ended`; the other effects need no answer.
    package mutating func next() -> Effect {
        if let step = interrupted {
            interrupted = nil
            let reason = "the daemon ended while it was under way, and it may not be safe to do twice"
            ended(step, as: .interrupted, reason: reason)
            return .interrupt(step, because: reason)
        }
        guard let step = remaining.first else {
            return .finish(failure?.state ?? .succeeded, error: failure.map { "step \($0.step): \($0.reason)" })
        }
        guard let failure else { return .perform(step) }
        remaining = remaining.dropFirst()
        return .skip(step, because: "step \(failure.step) did not succeed")
    }

    /// How the run ends where nothing is left to be done; nil: there is.
    package var end: RunEnd? {
        var copy = self
        guard case .finish(let state, let error) = copy.next() else { return nil }
        return RunEnd(state, error: error)
    }

    /// Takes in how the step that `next` named has ended.
    package mutating func ended(_ step: Step, as state: StepRecord.State, reason: String?) {
        remaining = remaining.drop { $0.id != step.id }.dropFirst()
        let runState: Run.State
        switch state {
        case .succeeded, .skipped, .running: return
        case .failed: runState = .failed
        case .timedOut: runState = .timedOut
        case .cancelled: runState = .cancelled
        case .interrupted: runState = .interrupted
        }
        failure = (step.id, runState, reason ?? state.rawValue)
    }
}
