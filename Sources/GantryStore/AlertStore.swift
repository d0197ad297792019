public import GantryCore

/// What a reconciliation looks at: the episodes of its scope.
public struct AlertLedger: Sendable {
    /// Those that are not resolved, those whose end is to be told yet, and those that may come back.
    public let episodes: [Alert]
    /// Where new ones count from. The store gives them their true ids when it writes them.
    public let nextID: Int64

    public init(episodes: [Alert], nextID: Int64) {
        (self.episodes, self.nextID) = (episodes, nextID)
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

/// Decides what becomes of the episodes; pure. It is called before anything is locked, and once more where the episodes
/// of its projects have become others meanwhile.
public typealias Reconciliation = @Sendable (AlertLedger) -> AlertChanges

/// Which episodes a reconciliation is about, and by which definitions it goes.
public struct AlertScope: Hashable, Sendable {
    public enum Episodes: Hashable, Sendable {
        case ofProjects(Set<String>)
        /// All of the projects of what time changes next.
        case timed
        /// All of the project of one alert.
        case around(Int64)
        case all
    }

    public var episodes: Episodes
    /// Episodes that were resolved before this are left out: they cannot come back.
    public var resolvedSince: Instant
    /// Counts the versions of the definitions. A look by older ones than the store has heard of is refused.
    public var generation: Int64
    /// Whether it is these definitions that all looks must go by from now on.
    public var redefines: Bool

    public init(_ episodes: Episodes, resolvedSince: Instant, generation: Int64 = .max, redefines: Bool = false) {
        (self.episodes, self.resolvedSince) = (episodes, resolvedSince)
        (self.generation, self.redefines) = (generation, redefines)
    }
}

extension AlertChanges {
    public var isEmpty: Bool { alerts.isEmpty && events.isEmpty && deliveries.isEmpty }

    /// The same with the true ids of new episodes.
    ///
    /// - Parameters:
    ///   - provisional: where they counted from.
    ///   - actual: where they count from in truth.
    package func numbered(from provisional: Int64, to actual: Int64) -> AlertChanges {
        guard provisional != actual else { return self }
        let id: (Int64) -> Int64 = { $0 < provisional ? $0 : $0 - provisional + actual }
        return AlertChanges(
            alerts: alerts.map { $0.numbered(id) },
            events: events.map { AlertEvent(alert: id($0.alert), at: $0.at, kind: $0.kind, detail: $0.detail) },
            deliveries: deliveries.map { draft in
                DeliveryDraft(
                    recipient: draft.recipient, channel: draft.channel,
                    notices: draft.notices.map { $0.numbered(id) })
            })
    }
}

/// How a reconciliation came out.
public enum Reconciled: Hashable, Sendable {
    case done(AlertChanges)
    /// It went by older definitions than others have by now: nothing was written.
    case outdated
    /// Its run has another owner by now: nothing was written.
    case superseded

    public var changes: AlertChanges {
        if case .done(let changes) = self { changes } else { AlertChanges() }
    }
}

/// Which alerts a question is about; the newest first.
public struct AlertFilter: Hashable, Sendable {
    public var includesResolved: Bool
    public var project: String?
    public var workflow: String?

    public init(includesResolved: Bool = false, project: String? = nil, workflow: String? = nil) {
        (self.includesResolved, self.project, self.workflow) = (includesResolved, project, workflow)
    }
}

/// How many episodes are alive.
public struct AlertCounts: Hashable, Sendable {
    /// By project: those that need somebody.
    public var open: [String: Int]
    public var acknowledged: Int
    /// Those that nobody could be told of.
    public var untold: Int

    public init(open: [String: Int] = [:], acknowledged: Int = 0, untold: Int = 0) {
        (self.open, self.acknowledged, self.untold) = (open, acknowledged, untold)
    }

    /// Of all projects.
    public var allOpen: Int { open.values.reduce(0, +) }

    package init(of alerts: some Sequence<Alert>) {
        self.init()
        for alert in alerts where !alert.state.isResolved {
            if alert.needsSomebody { open[alert.key.project, default: 0] += 1 }
            if alert.state == .acknowledged { acknowledged += 1 }
            if alert.isUntold { untold += 1 }
        }
    }
}

/// Alert episodes, their history and the messages about them.
public protocol AlertStore: Sendable {
    /// Changes episodes outside a run, as when a project was removed. What is written goes by what was read: the
    /// episodes of a project change under its version. Where nothing changes, nothing is locked or written.
    func reconcile(_ scope: AlertScope, at: Instant, _ reconciliation: @escaping Reconciliation) async throws
        -> Reconciled

    func alerts(_ filter: AlertFilter) async throws -> [Alert]
    func alertCounts() async throws -> AlertCounts
    func alert(_ id: Int64) async throws -> Alert?
    /// Oldest first.
    func events(ofAlert id: Int64) async throws -> [AlertEvent]
    /// The messages that carry a notice of it, oldest first, each with what it says of this alert: one that a large check
    /// leads to says a thousand things.
    func deliveries(ofAlert id: Int64) async throws -> [Delivery]
    /// When time alone changes an alert next; nil where none waits for its time.
    func nextAlertDue() async throws -> Instant?
}

/// What a node finds when it joins.
public struct Joined: Hashable, Sendable {
    /// The definitions of this node count up from here, so that they are newer than those of any node before.
    public let generation: Int64
    /// Runs and messages that a lost node had under way, and that wait for an owner again.
    public let runs: Int
    public let deliveries: Int
    /// Until when a node before was at work; nil: there was none, or it left no sign.
    public let lastSign: LastSign?

    public init(generation: Int64, runs: Int, deliveries: Int, lastSign: LastSign? = nil) {
        (self.generation, self.runs, self.deliveries, self.lastSign) = (generation, runs, deliveries, lastSign)
    }
}

/// The whole store.
public protocol Store: RunStore, LedgerStore, AlertStore, OutboxStore, LastGoodStore {
    /// A random name given to the store at its birth: part of every message's id, so that no two stores share one.
    func identity() async throws -> String

    /// Makes this node, one start of a daemon, the one at work, and takes over what a lost one had under way.
    func join(_ node: NodeID, at: Instant) async throws -> Joined
    /// Gives back what the node still owns, so that the next one begins it as if it never had been: for a clean stop.
    func giveBack(_ node: NodeID, at: Instant) async throws
}
