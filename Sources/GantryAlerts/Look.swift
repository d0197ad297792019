package import GantryCore

/// Who looked: a step of a workflow, in one run of it.
package struct Looker: Hashable, Sendable {
    package let workflow: String
    package let step: String
    package let run: Int64
    /// Of the definitions that it went by.
    package let generation: Int64

    package init(workflow: String, step: String, run: Int64, generation: Int64 = 0) {
        (self.workflow, self.step, self.run, self.generation) = (workflow, step, run, generation)
    }
}

/// Something that happens to alerts.
package enum AlertInput: Sendable {
    /// A step looked, and this is what it saw.
    case looked(ActionResult, by: Looker)
    /// A step did not come to look: it failed, or was skipped.
    case notLooked(by: Looker, because: String)
    /// The definitions are others now. Says for each sighting of an alert what is missing that looked after it; nil: nothing is.
    case redefined(generation: Int64, missing: @Sendable (_ alert: Alert, _ step: String) -> String?)
    case acknowledged(Int64, Alert.Acknowledgement)
    /// Time has passed.
    case tick
}

/// What changes for one episode, as a value: the machine says it, the store writes it.
package struct EpisodeChange: Hashable, Sendable {
    package let alert: Alert
    /// Oldest first; empty where the change is silent, as when only a message's wording moved.
    package let events: [AlertEvent]
}

/// What one person is told at once.
package struct Message: Hashable, Sendable {
    package let recipient: Contact
    /// Ids of channels; empty: all that are configured.
    package let via: [String]
    package internal(set) var notices: [Notice]
}
