package import GantryCore

/// `GET /v1/status`: how the daemon itself is.
package struct StatusMessage: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        case ready, degraded
    }

    package var state: State
    package var version: String
    package var startedAt: Instant
    /// The daemon's own now: another than the system's under `--as-of`.
    package var now: Instant
    /// Where its clock started, by `--as-of`; nil: it goes by the machine's.
    @OrNull package var asOf: Instant?
    /// The folder whose files it watches.
    package var root: String
    /// How many are loaded.
    package var workflows: Int
    package var projects: Int
    /// How many need somebody: those that are acknowledged, resting, or of projects on hold are left out.
    package var openAlerts: Int
    /// How many somebody has in hand.
    package var acknowledgedAlerts: Int
    /// How many messages wait for delivery.
    package var pendingDeliveries: Int
    /// How many were given up and wait for somebody to have them tried again.
    package var failedDeliveries: Int
    /// What is planned next; nil where no workflow has a schedule.
    @OrNull package var next: NextMessage?
    /// What is wrong in the files, worst first is not asked for.
    package var diagnostics: [Diagnostic]
    /// Files that are wrong now and whose last good version stands in.
    package var keptLastGood: [String]
    /// Why it is degraded, a sentence each; empty while ready.
    package var causes: [String]

    package init(
        state: State, version: String = Release.version, startedAt: Instant, now: Instant, asOf: Instant? = nil,
        root: String, workflows: Int,
        projects: Int, openAlerts: Int, acknowledgedAlerts: Int = 0, pendingDeliveries: Int = 0,
        failedDeliveries: Int = 0,
        next: NextMessage? = nil,
        diagnostics: [Diagnostic] = [], keptLastGood: [String] = [], causes: [String] = []
    ) {
        (self.state, self.version, self.startedAt, self.now) = (state, version, startedAt, now)
        (self.root, self.workflows, self.projects) = (root, workflows, projects)
        (self.openAlerts, self.acknowledgedAlerts) = (openAlerts, acknowledgedAlerts)
        (self.pendingDeliveries, self.failedDeliveries) = (pendingDeliveries, failedDeliveries)
        self.diagnostics = diagnostics
        (self.keptLastGood, self.causes) = (keptLastGood, causes)
        self.next = next
        self.asOf = asOf
    }

    enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case state, version, now, root, workflows, projects, next, diagnostics, causes
        case startedAt = "started_at"
        case openAlerts = "open_alerts"
        case acknowledgedAlerts = "acknowledged_alerts"
        case pendingDeliveries = "pending_deliveries"
        case failedDeliveries = "failed_deliveries"
        case keptLastGood = "kept_last_good"
    }
}

/// One planned firing.
package struct NextMessage: Hashable, Sendable, Codable {
    package var workflow: String
    /// The trigger's id: `schedule 0 8 * * mon-fri`.
    package var trigger: String
    package var at: Instant
    /// The same instant.
    package var utc: Instant
    /// The zone that the trigger counts in.
    package var timezone: String
    /// What is unusual about it: `moved from 02:30, which does not exist`, and why it will not run.
    @OrNull package var note: String?
    /// Whether it will be passed over, as its note says.
    package var skipped: Bool
    /// What happens with it where nobody is there at the time: `last`, `all, max 20`.
    package var catchUp: String

    package init(
        workflow: String, trigger: String, at: Instant, timezone: String = "UTC", note: String? = nil,
        skipped: Bool = false, catchUp: String = "last"
    ) {
        (self.workflow, self.trigger, self.at, utc, self.timezone) = (workflow, trigger, at, at, timezone)
        (self.skipped, self.catchUp) = (skipped, catchUp)
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case workflow, trigger, at, utc, timezone, note, skipped
        case catchUp = "catch_up"
    }
}

/// Which planned occurrences are asked for.
package struct NextQuery: Hashable, Sendable {
    /// At most so many: 1...1000.
    package var count: Int
    package var workflow: String?
    /// Those among them that will not run.
    package var withSkipped: Bool

    package init(count: Int = 10, workflow: String? = nil, withSkipped: Bool = false) {
        (self.count, self.workflow, self.withSkipped) = (count, workflow, withSkipped)
    }
}

/// `GET /v1/next?count=N&workflow=W&with_skipped=true`: what is planned, soonest first.
package struct NextList: Hashable, Sendable, Codable {
    package var occurrences: [NextMessage]

    package init(occurrences: [NextMessage]) { self.occurrences = occurrences }
}

/// `POST /v1/reload`: what stands after all files were read again.
package struct ReloadMessage: Hashable, Sendable, Codable {
    package var workflows: Int
    package var projects: Int
    package var diagnostics: [Diagnostic]
    package var keptLastGood: [String]

    package init(workflows: Int, projects: Int, diagnostics: [Diagnostic], keptLastGood: [String]) {
        (self.workflows, self.projects) = (workflows, projects)
        (self.diagnostics, self.keptLastGood) = (diagnostics, keptLastGood)
    }

    enum CodingKeys: String, CodingKey {
        case workflows, projects, diagnostics
        case keptLastGood = "kept_last_good"
    }
}
