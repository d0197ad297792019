package import GantryCore
import GantryManifest

/// One project, as plugins are told of it.
package struct ProjectFacts: Hashable, Sendable {
    package var id: String
    package var name: String
    /// Of its file, absolute.
    package var path: String
    package var status: String
    package var lead: String
    package var start: LocalDate
    package var deadline: LocalDate?

    package init(
        id: String, name: String, path: String, status: String, lead: String, start: LocalDate, deadline: LocalDate?
    ) {
        (self.id, self.name, self.path, self.status) = (id, name, path, status)
        (self.lead, self.start, self.deadline) = (lead, start, deadline)
    }
}

/// The projects and people of one version of the definitions, as plugins are told of them.
package struct World: Sendable {
    package let projects: [ProjectFacts]
    /// The ids of all whom a project, or the portfolio, knows; nil where that is not known.
    package let people: @Sendable (_ project: String) -> Set<String>?

    package init(projects: [ProjectFacts], people: @escaping @Sendable (String) -> Set<String>?) {
        (self.projects, self.people) = (projects, people)
    }
}

/// What a plugin may use beside what its manifest asks for: the administrator's word, from the settings.
package struct Grant: Hashable, Sendable {
    package var folders: [PluginFolder]
    package var environment: [String]

    package init(folders: [PluginFolder] = [], environment: [String] = []) {
        (self.folders, self.environment) = (folders, environment)
    }
}

/// What the daemon knows and plugins are told or given.
package struct Surroundings: Sendable {
    /// The folder of the definitions, absolute.
    package var root: String
    /// Where each plugin has a folder to write in, absolute.
    package var workFolder: String
    /// The daemon's own variables.
    package var environment: [String: String]
    package var secrets: SecretFolder
    package var clock: any WallClock
    /// The zone of the settings, and an instant as people there read it, `2026-11-16T08:00:00+01:00`.
    package var timeZone: @Sendable () -> String
    package var localTime: @Sendable (Instant) -> String
    package var projects: @Sendable () -> [ProjectFacts]
    /// An instant in a sentence for people.
    package var spoken: @Sendable (Instant) -> String = { "\($0)" }
    /// The ids of all whom a project, or the portfolio, knows; nil where that is not known.
    package var people: @Sendable (_ project: String) -> Set<String>? = { _ in nil }
    /// How long a plugin that serves has for what needs no work: an answer to a ping, giving up a call, ending.
    package var patience = Duration.seconds(5)
    /// How long its start may take, until it has answered `initialize`.
    package var startTime = Duration.seconds(30)

    package init(
        root: String, workFolder: String, environment: [String: String], secrets: SecretFolder, clock: any WallClock,
        timeZone: @escaping @Sendable () -> String, localTime: @escaping @Sendable (Instant) -> String,
        projects: @escaping @Sendable () -> [ProjectFacts]
    ) {
        (self.root, self.workFolder, self.environment, self.secrets) = (root, workFolder, environment, secrets)
        (self.clock, self.timeZone, self.localTime, self.projects) = (clock, timeZone, localTime, projects)
    }
}

/// What became of a plugin, for the log, the alerts and the daemon's condition.
package enum PluginEvent: Sendable {
    case quarantined(PluginIdentity, Quarantine)
    case released(PluginIdentity)
    /// What a plugin that serves says for itself, not for a call; secrets masked.
    case said(PluginIdentity, String)
    /// A plugin that serves was started, or ended and is started again.
    case started(PluginIdentity)
    case ended(PluginIdentity, reason: String, restartIn: Duration)
    /// A trigger of a workflow is watched for now, or cannot be, and why.
    case watching(PluginIdentity, Subscription, trouble: String?)
    /// It is not wanted any more.
    case unwatched(PluginIdentity, Subscription)
}
