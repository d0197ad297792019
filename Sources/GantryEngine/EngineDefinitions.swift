package import GantryCore

/// One version of everything a run needs to know, taken at its start and kept to its end.
package struct EngineDefinitions: Sendable {
    /// The workflow of alerts about the daemon itself; no file can have its name.
    package static let ownWorkflow = "gantry"

    package let workflows: [String: Workflow]
    package let actions: [String: any Action]
    package let directory: any Directory
    /// Ids of the configured channels.
    package let channels: [String]
    /// What expressions see as `project`: a map from id to the project's facts.
    package let projects: Value
    /// The policy of alerts whose workflow is gone.
    package let defaultPolicy: AlertPolicy
    /// Why there is no action of a name, where more is known than that.
    package let absence: @Sendable (String) -> String?

    package init(
        workflows: [Workflow], actions: [any Action], directory: any Directory, channels: [String], projects: Value,
        defaultPolicy: AlertPolicy, absence: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.workflows = Dictionary(workflows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.actions = Dictionary(actions.map { ($0.declaration.name, $0) }, uniquingKeysWith: { first, _ in first })
        (self.directory, self.channels, self.projects) = (directory, channels, projects)
        (self.defaultPolicy, self.absence) = (defaultPolicy, absence)
    }
}

/// Keeps what runs print.
package protocol RunOutput: Sendable {
    func append(_ text: String, run: Int64, step: String) async
}

/// What the engine did, for whoever shows it or must act on it. The store is the truth; these are hints.
package enum EngineEvent: Sendable {
    case queued(Run)
    /// As it was before: queued, or running where a restart goes on with it.
    case started(Run)
    case stepEnded(StepRecord)
    case alerted(AlertEvent, Alert)
    case ended(Run, Run.State, error: String?)
    /// Work is done again after a pause, as long as this lasts.
    case storageFailed(String)
}
