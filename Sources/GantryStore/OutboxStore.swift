public import GantryCore

/// What a store says to an owner who writes how something ended.
public enum Standing: Hashable, Sendable {
    case accepted
    /// It had been written before, as when an answer was lost.
    case already
    /// Somebody else owns it by now: nothing was written.
    case superseded
}

/// Which messages a question is about; the newest first.
public struct DeliveryFilter: Hashable, Sendable {
    /// Nil: of every state.
    public var states: Set<Delivery.State>?
    public var limit: Int

    public init(states: Set<Delivery.State>? = nil, limit: Int = 100) {
        (self.states, self.limit) = (states, limit)
    }
}

/// How many messages are on their way or were given up.
public struct DeliveryCounts: Hashable, Sendable {
    /// That wait or are being sent.
    public var underWay: Int
    /// That are dead, and those of them that are so lately.
    public var givenUp: Int
    public var givenUpLately: Int

    public init(underWay: Int = 0, givenUp: Int = 0, givenUpLately: Int = 0) {
        (self.underWay, self.givenUp, self.givenUpLately) = (underWay, givenUp, givenUpLately)
    }
}

/// The durable queue of messages on their way: the relay's side of the store.
public protocol OutboxStore: Sendable {
    /// Takes up to `limit` messages of a channel that are due, oldest first, and makes the node their owner.
    ///
    /// Due is what waits and whose next try has come. The messages of a run wait until the run has ended, so that a
    /// person gets one message for it; and what a person is told of one fact waits for what they were to be told of it
    /// before. A claim ends when it is marked, when its node gives it back, or when the node is lost.
    func claimDeliveries(by node: NodeID, channel: String, limit: Int, at: Instant) async throws -> [Delivery]

    /// Records that the channel took it.
    ///
    /// - Parameter delivery: as it was claimed.
    func markDelivered(_ delivery: Delivery, at: Instant) async throws -> Standing

    /// Records a failed try.
    ///
    /// - Parameters:
    ///   - delivery: as it was claimed.
    ///   - wait: how long until it is tried again; nil makes it a dead letter.
    func markFailed(_ delivery: Delivery, error: String, wait: Duration?, at: Instant) async throws -> Standing

    /// Gives back what was claimed and not tried.
    func handBack(_ delivery: Delivery, at: Instant) async throws -> Standing

    /// When the channel's next message falls due; nil where none waits, or all wait for something else.
    func nextDeliveryDue(channel: String, at: Instant) async throws -> Instant?

    /// The ids of all channels that something waits for, those no longer configured among them.
    func waitingChannels() async throws -> Set<String>

    /// - Parameter instant: what was given up from then on counts as given up lately.
    func deliveryCounts(givenUpSince instant: Instant) async throws -> DeliveryCounts
    func deliveries(_ filter: DeliveryFilter) async throws -> [Delivery]
    func delivery(_ id: Int64) async throws -> Delivery?

    /// Makes dead letters wait again, with all their tries before them. What newer messages have told the same person
    /// since is left out, and what has nothing left is dropped.
    ///
    /// - Parameter id: nil: all of them.
    /// - Returns: the ids of those that wait again.
    func retryDeliveries(_ id: Int64?, at: Instant) async throws -> [Int64]
}
