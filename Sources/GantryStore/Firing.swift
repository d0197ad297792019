public import GantryCore

/// What a trigger remembers between firings, in its own text form.
public struct TriggerMemory: Hashable, Sendable {
    /// How far it has come: a schedule's last instant, a files trigger's sequence. Nil: it has never been seen.
    public var cursor: String?
    /// What it knows by name: a files trigger's path → fingerprint.
    public var entries: [String: String]

    public init(cursor: String? = nil, entries: [String: String] = [:]) {
        (self.cursor, self.entries) = (cursor, entries)
    }
}

/// One firing of one trigger: its occurrences, and what it remembers from now on. Recorded in one transaction, so that
/// a crash can neither lose an occurrence nor make one twice.
public struct Firing: Hashable, Sendable {
    public let workflow: String
    public let trigger: String
    public let occurrences: [PlannedOccurrence]
    /// What happens while a run of the workflow is under way.
    public let mode: Workflow.Mode
    /// The new cursor; nil leaves it as it is.
    public let cursor: String?
    /// Changed entries; a nil value forgets one.
    public let entries: [String: String?]

    public init(
        workflow: String, trigger: String, occurrences: [PlannedOccurrence], mode: Workflow.Mode, cursor: String? = nil,
        entries: [String: String?] = [:]
    ) {
        (self.workflow, self.trigger, self.occurrences) = (workflow, trigger, occurrences)
        (self.mode, self.cursor, self.entries) = (mode, cursor, entries)
    }
}
