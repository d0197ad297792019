package import GantryCore
import Synchronization

/// One version of everything a run needs to know, for one step from its beginning to its end.
package struct EngineDefinitions: Sendable {
    /// The workflow of alerts about the daemon itself; no file can have its name.
    package static let ownWorkflow = "gantry"

    package internal(set) var workflows: [String: Workflow]
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
    /// So many runs are under way at once.
    package let runLimit: Int
    /// A time of a project's, in words.
    package let spoken: @Sendable (Instant, _ project: String) -> String
    /// Rises from version to version, in the order in which they were made.
    package let generation: Int64

    private static let generations = Atomic<Int64>(0)

    package init(
        workflows: [Workflow], actions: [any Action], directory: any Directory, channels: [String], projects: Value,
        defaultPolicy: AlertPolicy, absence: @escaping @Sendable (String) -> String? = { _ in nil },
        spoken: @escaping @Sendable (Instant, String) -> String = { at, _ in at.description },
        runLimit: Int = Engine.standardLimit
    ) {
        self.workflows = Dictionary(workflows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.actions = Dictionary(actions.map { ($0.declaration.name, $0) }, uniquingKeysWith: { first, _ in first })
        (self.directory, self.channels, self.projects) = (directory, channels, projects)
        (self.defaultPolicy, self.absence, self.spoken) = (defaultPolicy, absence, spoken)
        self.runLimit = runLimit
        generation = Self.generations.add(1, ordering: .relaxed).newValue
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
    /// Messages may be ready to go: those that were written outside of runs, or those of a run that has ended.
    case messaged
    /// Another has taken it over.
    case superseded(Run)
    /// Work is done again after a pause, as long as this lasts.
    case storageFailed(String)
    /// It could not be written or read, and can again.
    case storageWorks
    /// What the store holds cannot be trusted any more: nothing good comes of going on.
    case storeDamaged(String)
}
