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
            let how = run.begun > 1 ? "goes on" : "started by \(run.occurrence.trigger)"
            logger.info("run \(run.id) of \(run.workflow) \(how)")
        case .stepEnded(let step):
            let findings = step.findings.isEmpty ? "" : ", \(counted(step.findings.count, "finding"))"
            let reason = step.reason.map { ": \($0)" } ?? ""
            logger.debug("run \(step.run) step \(step.id) \(step.state.rawValue)\(findings)\(reason)")
        case .alerted(let event, let alert):
            let saysAll: Set<AlertEvent.Kind> = [.opened, .raised, .repeated]
            let text = saysAll.contains(event.kind) ? alert.finding.message : "\(alert.key.subject): \(event.detail)"
            logger.notice("alert \(alert.id) \(event.kind.spoken): [\(alert.key.project)] \(text.printableLine)")
        case .messaged: wakeRelay()
        case .ended(let run, let state, let error):
            let reason = error.map { ": \($0)" } ?? ""
            logger.log(
                level: state == .succeeded ? .info : .error,
                "run \(run.id) of \(run.workflow) \(state.rawValue)\(reason)")
            waiters.ended(run.id)
            ends.take(run, state, error, at: now())
        case .superseded(let run):
            logger.warning("run \(run.id) of \(run.workflow) was taken over by another daemon")
        case .storageWorks:
            condition.set(nil, for: "store")
            logger.notice("the store can be used again")
        case .storeDamaged(let error):
            logger.critical("\(error)")
        case .storageFailed(let error):
            condition.set("the store cannot be used: \(error)", for: "store")
            logger.critical("the store cannot be used, trying again in 5 s: \(error)")
        }
    }
}

extension AlertEvent.Kind {
    /// `taken over`.
    var spoken: String { rawValue.split(separator: "_").joined(separator: " ") }
}

/// `1 finding`, `2 findings`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
