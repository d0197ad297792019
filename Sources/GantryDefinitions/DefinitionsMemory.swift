import GantryCore
import GantryManifest
import GantryProject
import GantryTime
import GantryWorkflow

/// What was read from one file and from those it includes.
struct FileReading<Content: Sendable>: Sendable {
    /// The good content: this reading's, or that of the last good one before it.
    var content: Content?
    /// Whether `content` is what the file says now.
    var isCurrent: Bool
    var diagnostics: [Diagnostic]
    /// Every file that was read or looked for; the file itself among them. Relative to the root.
    var files: [String: Fingerprint]
    /// False where other files had a say in it.
    var isSettled = true

    /// A reading with errors takes over what was good before.
    func keeping(_ previous: FileReading?) -> FileReading {
        guard content == nil, let good = previous?.content else { return self }
        var result = self
        (result.content, result.isCurrent) = (good, false)
        return result
    }

    /// Whether all files say what they said.
    func isStillTrue(in store: FileStore) -> Bool {
        isSettled && files.allSatisfy { store.fingerprint($0.key) == $0.value }
    }
}

/// A YAML file below `projects/`.
struct ProjectFileContent: Sendable {
    /// Nil for a file that is no project, but perhaps a section of one.
    var project: Project?
}

/// What projects are read with; when it changes, all are read again.
struct ReadingContext: Hashable, Sendable {
    let zone: ZoneRules
    let calendar: WorkingCalendar
    let people: [String: Person]
    let mailDomain: String?
}

/// What one reading leaves to the next.
struct DefinitionsMemory: Sendable {
    var settings: FileReading<Settings>?
    var people: FileReading<[String: Person]>?
    var projects: [String: FileReading<ProjectFileContent>] = [:]
    var workflows: [String: FileReading<WorkflowFile>] = [:]
    var context: ReadingContext?
    var capabilities: Capabilities?
    var plugins: [String: FileReading<PluginManifest>] = [:]
    var workflowSettings: Settings?
}
