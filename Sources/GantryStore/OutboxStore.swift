public import GantryCore

/// The durable queue of messages on their way: the relay's side of the store.
public protocol OutboxStore: Sendable {
    /// Takes up to `limit` messages of a channel that are due, oldest first, and leases them to the caller.
    ///
    /// Due is what waits and whose next try has come, and what another relay claimed and let lapse. The messages of a
    /// run wait until the run has ended, so that a person gets one message for it.
    ///
    /// - Parameter leaseUntil: when the claim lapses, so that a crash between claim and mark loses nothing.
    func claimDeliveries(channel: String, now: Instant, leaseUntil: Instant, limit: Int) async throws -> [Delivery]

    func markDelivered(_ id: Int64, at: Instant) async throws

    /// Records a failed try.
    ///
    /// - Parameter nextAttemptAt: when to try again; nil makes it a dead letter.
    func markFailed(_ id: Int64, error: String, nextAttemptAt: Instant?, at: Instant) async throws

    /// When the channel's next message falls due, lapsing claims among them; nil where none waits.
    func nextDeliveryDue(channel: String) async throws -> Instant?

    /// The ids of all channels that something waits for, those no longer configured among them.
    func waitingChannels() async throws -> Set<String>

    /// Ends every claim, so that what a crash left claimed goes out at once. For the start of a node that is the only
    /// one on its store: nobody else's claim can be under way then.
    func releaseClaims(at: Instant) async throws
}
