import GantryCore
import GantryEngine
import Logging

/// Says what happens as it happens, and tells the parts that must act on it.
struct EventReporter: Sendable {
    let logger: Logger
    let condition: Condition
    let waiters: RunWaiters
    let ends: RunEnds
    let now: @Sendable () -> Instant
    /// Called when messages may be ready to go.
    let wakeRelay: @Sendable () -> Void
    func report(_ event: EngineEvent) {
        switch event {
        case .queued(let run):
            logger.debug("run \(run.id) of \(run.workflow) queued by \(run.occurrence.trigger)")
        case .started(let run):
            condition.set(nil, for: "store")
            let how = run.state == .running ? "goes on" : "started by \(run.occurrence.trigger)"
            logger.info("run \(run.id) of \(run.workflow) \(how)")
        case .stepEnded(let step):
            let findings = step.findings.isEmpty ? "" : ", \(counted(step.findings.count, "finding"))"
            let reason = step.reason.map { ": \($0)" } ?? ""
            logger.debug("run \(step.run) step \(step.id) \(step.state.rawValue)\(findings)\(reason)")
        case .alerted(let event, let alert):
            let text = event.kind == .resolved ? "\(alert.key.subject): \(event.detail)" : alert.finding.message
            logger.notice("alert \(alert.id) \(event.kind.rawValue): [\(alert.key.project)] \(text)")
            wakeRelay()
        case .ended(let run, let state, let error):
            let reason = error.map { ": \($0)" } ?? ""
            logger.log(
                level: state == .succeeded ? .info : .error,
                "run \(run.id) of \(run.workflow) \(state.rawValue)\(reason)")
            waiters.ended(run.id)
            ends.take(run, state, error, at: now())
            wakeRelay()
        case .storageFailed(let error):
            condition.set("the store cannot be written: \(error)", for: "store")
            logger.critical("the store cannot be written, trying again in 5 s: \(error)")
        }
    }
}

/// `1 finding`, `2 findings`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
