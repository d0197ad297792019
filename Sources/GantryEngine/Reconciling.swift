import GantryAlerts
import GantryCore
import GantryStore

/// What becomes of the episodes after a step, for the store to decide inside its transaction.
func reconciliation(
    of result: ActionResult, by looker: Looker, policy: AlertPolicy, now: Instant, definitions: EngineDefinitions
) -> Reconciliation {
    { ledger in
        guard policy.isOn else { return AlertChanges() }
        var machine = AlertMachine(now: now, nextID: ledger.nextID)
        let changes = machine.reconcile(ledger.unresolved, with: result, by: looker)
        return told(changes, definitions) { _ in policy }
    }
}

/// Ends the episodes whose workflow, step, rule or project is gone, or whose workflow tells nobody any more.
///
/// - Parameter isProjectGone: true for a project that was removed; false for one whose file is merely broken.
func retirement(
    now: Instant, definitions: EngineDefinitions, isWorkflowGone: @escaping @Sendable (String) -> Bool,
    isProjectGone: @escaping @Sendable (String) -> Bool
) -> Reconciliation {
    { ledger in
        let machine = AlertMachine(now: now, nextID: ledger.nextID)
        let changes = machine.resolve(ledger.unresolved) { alert in
            if isProjectGone(alert.key.project) { return "project \(alert.key.project) was removed" }
            if isWorkflowGone(alert.key.workflow) { return "workflow \(alert.key.workflow) was removed" }
            guard let workflow = definitions.workflows[alert.key.workflow] else { return nil }
            if let reason = alert.step.flatMap({ gap(of: $0, in: workflow, for: alert.key.rule, definitions) }) {
                return reason
            }
            guard !workflow.alerts.isOn else { return nil }
            return "workflow \(alert.key.workflow) tells nobody any more (alerts: none)"
        }
        return told(changes, definitions) { alert in
            let policy = definitions.workflows[alert.key.workflow]?.alerts
            return policy.flatMap { $0.isOn ? $0 : nil } ?? definitions.defaultPolicy
        }
    }
}

/// Why a step will neither find nor resolve anything of a rule any more; nil where it will.
private func gap(
    of id: String, in workflow: Workflow, for rule: String, _ definitions: EngineDefinitions
) -> String? {
    guard let step = workflow.steps.first(where: { $0.id == id }) else {
        return "step \(id) of workflow \(workflow.name) was removed"
    }
    // An action that is missing may come back.
    guard let rules = definitions.actions[step.action]?.declaration.rules, !rules.contains(rule) else { return nil }
    return "action \(step.action) has no rule '\(rule)' any more"
}

private func told(
    _ changes: [EpisodeChange], _ definitions: EngineDefinitions, policy: (Alert) -> AlertPolicy
) -> AlertChanges {
    let (changes, messages) = compose(changes, policy: policy, directory: definitions.directory)
    let drafts = messages.flatMap { message in
        (message.via.isEmpty ? definitions.channels : message.via).map { channel in
            DeliveryDraft(recipient: message.recipient, channel: channel, notices: message.notices)
        }
    }
    return AlertChanges(alerts: changes.map(\.alert), events: changes.compactMap(\.event), deliveries: drafts)
}
