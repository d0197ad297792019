/// What one person is told about one alert.
public struct Notice: Hashable, Sendable, Codable {
    public let alert: Int64
    public let workflow: String
    public let kind: AlertEvent.Kind
    /// The finding as it stood when the notice was written.
    public let finding: Finding
    /// Why this person: `owner`, `lead`, `lead (fallback: ben has no address)`.
    public let why: String
    /// The others who are told the same, by name and role.
    public let alsoTold: [String]
    /// For a resolved one, why it ended.
    public let resolution: String?

    public init(
        alert: Int64, workflow: String, kind: AlertEvent.Kind, finding: Finding, why: String, alsoTold: [String],
        resolution: String? = nil
    ) {
        (self.alert, self.workflow, self.kind, self.finding) = (alert, workflow, kind, finding)
        (self.why, self.alsoTold, self.resolution) = (why, alsoTold, resolution)
    }
}

/// One message on its way to one person through one channel: a row of the outbox.
public struct Delivery: Hashable, Sendable, Codable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable {
        /// Waiting for its turn or its next try; claimed by the relay; accepted by the channel; given up.
        case pending, sending, delivered, dead
    }

    public let id: Int64
    public let recipient: Contact
    public let channel: String
    /// The run that found it; nil where a removed project or workflow is the cause.
    public let run: Int64?
    public let notices: [Notice]
    public let createdAt: Instant
    public var state: State
    /// Tries so far.
    public var attempts: Int
    /// When it may be tried; while `sending`, when the claim lapses.
    public var nextAttemptAt: Instant
    public var lastError: String?
    public var finishedAt: Instant?

    public init(id: Int64, recipient: Contact, channel: String, run: Int64?, notices: [Notice], createdAt: Instant) {
        (self.id, self.recipient, self.channel, self.run) = (id, recipient, channel, run)
        (self.notices, self.createdAt, self.nextAttemptAt) = (notices, createdAt, createdAt)
        (state, attempts) = (.pending, 0)
    }
}
