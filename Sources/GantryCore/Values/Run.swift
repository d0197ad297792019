/// One planned or observed firing of a trigger. Unique by workflow, trigger and key, so it cannot run twice.
public struct Occurrence: Hashable, Sendable, Codable {
    public let workflow: String
    public let trigger: String
    /// The planned instant of a schedule, the settled set of a files trigger, the id of a request by hand.
    public let key: String
    /// When it should have happened; for what is observed, when it was seen.
    public let plannedAt: Instant
    public let observedAt: Instant
    /// What expressions see as `trigger`: `kind`, `at`, and `files` or `by`.
    public let payload: Value

    public init(
        workflow: String, trigger: String, key: String, plannedAt: Instant, observedAt: Instant, payload: Value
    ) {
        (self.workflow, self.trigger, self.key) = (workflow, trigger, key)
        (self.plannedAt, self.observedAt, self.payload) = (plannedAt, observedAt, payload)
    }
}

/// How an occurrence ended.
public enum Verdict: String, Hashable, Sendable, Codable {
    /// It got a run of its own.
    case ran
    /// A later occurrence of the same trigger ran in its place.
    case coalesced
    /// A run of a `single` workflow was under way.
    case overlapped
    /// It fell while the daemon was down, and `catch_up` does not make up for it.
    case missed
}

/// An occurrence with what shall become of it.
public struct PlannedOccurrence: Hashable, Sendable {
    public let occurrence: Occurrence
    /// `ran` queues a run; any other verdict only records why there is none.
    public let verdict: Verdict
    /// In words: `catch_up: last ran 2026-11-02T07:00:00Z instead`.
    public let reason: String

    public init(_ occurrence: Occurrence, verdict: Verdict = .ran, reason: String = "") {
        (self.occurrence, self.verdict, self.reason) = (occurrence, verdict, reason)
    }
}

/// One execution of a workflow.
public struct Run: Hashable, Sendable, Codable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case queued, running, succeeded, failed, cancelled, interrupted
        case timedOut = "timed_out"

        public var isFinal: Bool { self != .queued && self != .running }
    }

    public let id: Int64
    public let occurrence: Occurrence
    public var state: State
    public let queuedAt: Instant
    public var startedAt: Instant?
    public var finishedAt: Instant?
    /// Why it did not succeed; nil while it may.
    public var error: String?
    /// How often it was begun by a node that was lost before its end, this time included.
    public var begun: Int
    /// How often it was claimed: the fence of whoever owns it.
    public var fence: Int64
    /// The node that has it.
    public var owner: NodeID?

    public init(id: Int64, occurrence: Occurrence, queuedAt: Instant) {
        (self.id, self.occurrence, self.queuedAt, self.state) = (id, occurrence, queuedAt, .queued)
        (begun, fence) = (0, 0)
    }

    public var workflow: String { occurrence.workflow }
}

/// One step of one run, as it was done.
public struct StepRecord: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case running, succeeded, failed, skipped, cancelled, interrupted
        case timedOut = "timed_out"
    }

    public let run: Int64
    public let id: String
    public let action: String
    /// Whose action it was; nil for a built-in one.
    public let plugin: PluginIdentity?
    public var state: State
    /// The inputs as the action got them, expressions evaluated and defaults filled in.
    public var inputs: [String: Value]
    public var output: Value
    public var findings: [Finding]
    public let startedAt: Instant
    public var finishedAt: Instant?
    /// Why it failed or was skipped.
    public var reason: String?

    public init(
        run: Int64, id: String, action: String, plugin: PluginIdentity? = nil, inputs: [String: Value],
        startedAt: Instant
    ) {
        (self.run, self.id, self.action, self.plugin) = (run, id, action, plugin)
        (self.inputs, self.startedAt) = (inputs, startedAt)
        (state, output, findings) = (.running, .null, [])
    }
}
