package import GantryCore

/// A trigger of a workflow that waits for a plugin's events.
package struct Subscription: Hashable, Sendable {
    package var workflow: String
    /// The trigger's id in the workflow.
    package var trigger: String
    /// The plugin's trigger: `csv-ledger-watch.booked`, and what it is to watch.
    package var event: EventTrigger

    package init(workflow: String, trigger: String, event: EventTrigger) {
        (self.workflow, self.trigger, self.event) = (workflow, trigger, event)
    }

    /// What the plugin knows it by.
    var id: String { "\(workflow)/\(trigger)" }
}

/// Takes one event in, durably.
///
/// - Returns: whether it was not known before.
package typealias EventSink = @Sendable (Subscription, _ id: String, _ payload: Value) async throws -> Bool
