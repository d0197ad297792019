/// One message on its way to one person through one channel: a row of the outbox.
public struct Delivery: Hashable, Sendable, Codable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Waiting for its turn or its next try; claimed by the relay; accepted by the channel; given up.
        case pending, sending, delivered, dead
        /// Never sent, since what it says holds no more.
        case dropped

        /// Whether nothing more becomes of it by itself.
        public var isFinal: Bool { self != .pending && self != .sending }
    }

    public let id: Int64
    /// What it is known by outside, the same at each try: a mail's Message-ID, a webhook's id.
    public let token: RandomToken
    public let recipient: Contact
    public let channel: String
    /// The run that found it; nil where a removed project or workflow is the cause.
    public let run: Int64?
    public var notices: [Notice]
    public let createdAt: Instant
    public var state: State
    /// Tries whose end is known.
    public var attempts: Int
    /// How often it was claimed, which is the fence of its owner: whoever comes back with an older one is refused.
    public var fence: Int64
    /// The node that is sending it.
    public var owner: NodeID?
    /// Claims that ended with their node, so that nobody knows whether the channel took it.
    public var unclear: Int
    /// When it may be tried.
    public var nextAttemptAt: Instant
    /// How long that was to wait when it was planned: a clock that shows an earlier time than then was put back.
    public var wait: Duration
    public var lastError: String?
    public var finishedAt: Instant?

    public init(
        id: Int64, token: RandomToken = RandomToken(), recipient: Contact, channel: String, run: Int64?,
        notices: [Notice], createdAt: Instant
    ) {
        (self.id, self.token, self.recipient, self.channel, self.run) = (id, token, recipient, channel, run)
        (self.notices, self.createdAt, self.nextAttemptAt) = (notices, createdAt, createdAt)
        (state, attempts, fence, unclear, wait) = (.pending, 0, 0, 0, .zero)
    }

    /// Whether its time has come: at the instant, or when the clock was put back to before it was planned.
    public func isDue(at now: Instant) -> Bool { now >= nextAttemptAt || now < nextAttemptAt - wait }
}

/// One start of a daemon: what owns runs and messages while it works on them.
public struct NodeID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    /// - Parameter text: unique to the start; a token.
    public init(_ text: String) { description = text }

    public init() { self.init(RandomToken().description) }
}
