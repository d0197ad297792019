/// One execution of a workflow.
public struct Run: Hashable, Sendable, Codable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case queued, running, succeeded, failed, cancelled, interrupted
        case timedOut = "timed_out"

        public var isFinal: Bool { self != .queued && self != .running }
    }

    public let id: Int64
    /// With what others have added that wait with it.
    public var occurrence: Occurrence
    public var state: State
    public let queuedAt: Instant
    public var startedAt: Instant?
    public var finishedAt: Instant?
    /// Why it did not succeed; nil while it may.
    public var error: String?
    /// Whether somebody asked for it by hand: it goes before what waits.
    public var isByHand: Bool
    /// How often it was begun by a node that was lost before its end, this time included.
    public var begun: Int
    /// How often it was claimed: the fence of whoever owns it.
    public var fence: Int64
    /// The node that has it.
    public var owner: NodeID?

    public init(id: Int64, occurrence: Occurrence, queuedAt: Instant, isByHand: Bool = false) {
        (self.id, self.occurrence, self.queuedAt, self.state) = (id, occurrence, queuedAt, .queued)
        (self.isByHand, begun, fence) = (isByHand, 0, 0)
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
