import GantryAlerts
import GantryCore
import GantryStore

/// What becomes of the episodes, for the store to decide inside its transaction.
func reconciliation(
    of input: AlertInput, by definitions: EngineDefinitions, now: Instant, timing: AlertTiming
) -> Reconciliation {
    { ledger in
        var machine = AlertMachine(
            now: now, episodes: ledger.episodes, nextID: ledger.nextID, routing: definitions.routing, timing: timing)
        machine.on(input)
        let changes = machine.changes
        let drafts = machine.messages.flatMap { message in
            (message.via.isEmpty ? definitions.channels : message.via).map { channel in
                DeliveryDraft(recipient: message.recipient, channel: channel, notices: message.notices)
            }
        }
        return AlertChanges(
            alerts: changes.map(\.alert), events: changes.flatMap(\.events), deliveries: drafts)
    }
}

extension EngineDefinitions {
    /// Who is told of what.
    fileprivate var routing: Routing {
        Routing(directory: directory, spoken: spoken) { alert in
            // What a workflow that is gone had found is told as the settings say.
            let policy = workflows[alert.key.workflow]?.alerts
            return policy.flatMap { $0.isOn ? $0 : nil } ?? defaultPolicy
        }
    }

    /// Why a step will neither find nor resolve anything of an alert any more; nil where it will.
    ///
    /// - Parameter isProjectGone: true for a project that was removed; false for one whose file is merely broken.
    func gap(
        of key: AlertKey, step id: String, isWorkflowGone: (String) -> Bool, isProjectGone: (String) -> Bool
    ) -> String? {
        if key.project != Finding.portfolio, isProjectGone(key.project) { return "project \(key.project) was removed" }
        guard key.workflow != Self.ownWorkflow else { return nil }
        if isWorkflowGone(key.workflow) { return "workflow \(key.workflow) was removed" }
        guard let workflow = workflows[key.workflow] else { return nil }
        guard workflow.alerts.isOn else { return "workflow \(key.workflow) tells nobody any more (alerts: none)" }
        guard !id.isEmpty else { return nil }
        guard let step = workflow.steps.first(where: { $0.id == id }) else {
            return "step \(id) of workflow \(workflow.name) was removed"
        }
        // An action that is missing may come back.
        guard let rules = actions[step.action]?.declaration.rules, !rules.contains(key.rule) else { return nil }
        return "action \(step.action) has no rule '\(key.rule)' any more"
    }
}
