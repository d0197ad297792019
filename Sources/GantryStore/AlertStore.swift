public import GantryCore

/// What a reconciliation looks at: the episodes that are not resolved, and the id that the next new one gets.
public struct AlertLedger: Sendable {
    public let unresolved: [Alert]
    public let nextID: Int64

    public init(unresolved: [Alert], nextID: Int64) {
        (self.unresolved, self.nextID) = (unresolved, nextID)
    }
}

/// A message to be put into the outbox.
public struct DeliveryDraft: Hashable, Sendable {
    public let recipient: Contact
    public let channel: String
    public let notices: [Notice]

    public init(recipient: Contact, channel: String, notices: [Notice]) {
        (self.recipient, self.channel, self.notices) = (recipient, channel, notices)
    }
}

/// What a reconciliation decided: episodes to write, their history, messages to send.
public struct AlertChanges: Hashable, Sendable {
    public var alerts: [Alert]
    public var events: [AlertEvent]
    public var deliveries: [DeliveryDraft]

    public init(alerts: [Alert] = [], events: [AlertEvent] = [], deliveries: [DeliveryDraft] = []) {
        (self.alerts, self.events, self.deliveries) = (alerts, events, deliveries)
    }
}

/// Decides what becomes of the episodes; pure, and called inside the store's transaction, perhaps more than once.
public typealias Reconciliation = @Sendable (AlertLedger) -> AlertChanges

/// Which alerts a question is about; the newest first.
public struct AlertFilter: Hashable, Sendable {
    public var includesResolved: Bool
    public var project: String?
    public var workflow: String?

    public init(includesResolved: Bool = false, project: String? = nil, workflow: String? = nil) {
        (self.includesResolved, self.project, self.workflow) = (includesResolved, project, workflow)
    }
}

/// Alert episodes, their history and the messages about them.
public protocol AlertStore: Sendable {
    /// Changes episodes outside a run, as when a project was removed: reads, decides and writes in one transaction.
    func reconcile(_ reconciliation: @escaping Reconciliation, at: Instant) async throws -> AlertChanges

    func alerts(_ filter: AlertFilter) async throws -> [Alert]
    func alert(_ id: Int64) async throws -> Alert?
    /// Oldest first.
    func events(ofAlert id: Int64) async throws -> [AlertEvent]
    /// The messages that carry a notice of it, oldest first.
    func deliveries(ofAlert id: Int64) async throws -> [Delivery]
    /// How many messages are in each state.
    func deliveryCounts() async throws -> [Delivery.State: Int]
}

/// The whole store.
public protocol Store: RunStore, AlertStore, OutboxStore, LastGoodStore {
    /// A random name given to the store at its birth: part of every message's id, so that no two stores share one.
    func identity() async throws -> String
}
