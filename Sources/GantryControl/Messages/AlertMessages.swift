package import GantryCore

/// A finding, as the trace of a run shows it.
package struct FindingMessage: Hashable, Sendable, Codable {
    package var rule: String
    package var project: String
    package var subject: String
    /// `3wd`, `overdue`.
    package var stage: String
    package var severity: Finding.Severity
    package var message: String
    package var advice: [String]
    @OrNull package var owner: String?
    @OrNull package var due: LocalDate?
    package var evidence: Evidence

    package init(_ finding: Finding) {
        (rule, project, subject) = (finding.rule, finding.project, finding.subject)
        (stage, severity, message) = (finding.stage.name, finding.severity, finding.message)
        (advice, evidence) = (finding.advice, finding.evidence)
        owner = finding.owner
        due = finding.due
    }
}

/// One row of `GET /v1/alerts`.
package struct AlertMessage: Hashable, Sendable, Codable {
    package var id: String
    package var workflow: String
    package var rule: String
    package var project: String
    /// A path in the project: `tasks/build`.
    package var subject: String
    package var stage: String
    package var severity: Finding.Severity
    package var state: Alert.State
    package var message: String
    @OrNull package var owner: String?
    @OrNull package var due: LocalDate?
    package var openedAt: Instant
    package var evidence: Evidence
    /// It comes and goes; who is told waits until it holds one state.
    package var flapping: Bool
    /// Why nobody is told for now: `crm2 is on hold`.
    @OrNull package var mutedBy: String?
    /// Since when the step that looks after it did not come to look.
    @OrNull package var notLookedAtSince: Instant?
    /// Whether that was two working days ago, so that what it says is not to be relied on.
    package var stale: Bool
    /// When time alone changes it.
    @OrNull package var nextAt: Instant?
    /// How often it came back in the last day.
    package var returned: Int

    /// - Parameter stale: whether nobody has looked at it for two working days.
    package init(_ alert: Alert, stale: Bool = false) {
        self.stale = stale
        (id, workflow, rule) = (String(alert.id), alert.key.workflow, alert.key.rule)
        (project, subject, state, openedAt) = (alert.key.project, alert.key.subject, alert.state, alert.openedAt)
        (stage, severity) = (alert.finding.stage.name, alert.finding.severity)
        (message, evidence) = (alert.finding.message, alert.finding.evidence)
        (flapping, returned) = (alert.flapping != nil, alert.returns.count)
        owner = alert.finding.owner
        due = alert.finding.due
        mutedBy = alert.muted?.because
        notLookedAtSince = alert.notLookedAt?.since
        nextAt = alert.nextAt
    }

    package var key: AlertKey { AlertKey(workflow: workflow, project: project, rule: rule, subject: subject) }

    enum CodingKeys: String, CodingKey {
        case id, workflow, rule, project, subject, stage, severity, state, message, owner, due, evidence
        case flapping, returned, stale
        case openedAt = "opened_at"
        case mutedBy = "muted_by"
        case notLookedAtSince = "not_looked_at_since"
        case nextAt = "next_at"
    }
}

extension AlertMessage: JSONWritable {
    package func write(to json: inout JSONBytes) {
        json.map { json in
            json.member("due", orNull: due?.description)
            json.key("evidence")
            evidence.write(to: &json)
            json.member("flapping", flapping)
            json.member("id", id)
            json.member("message", message)
            json.member("muted_by", orNull: mutedBy)
            json.member("next_at", orNull: nextAt?.description)
            json.member("not_looked_at_since", orNull: notLookedAtSince?.description)
            json.member("opened_at", openedAt.description)
            json.member("owner", orNull: owner)
            json.member("project", project)
            json.member("returned", returned)
            json.member("rule", rule)
            json.member("severity", severity.rawValue)
            json.member("stage", stage)
            json.member("stale", stale)
            json.member("state", state.rawValue)
            json.member("subject", subject)
            json.member("workflow", workflow)
        }
    }
}

/// `GET /v1/alerts`: the unresolved ones, or all.
package struct AlertList: Hashable, Sendable, Codable {
    package var alerts: [AlertMessage]

    package init(alerts: [AlertMessage]) { self.alerts = alerts }
}

/// Which alerts are asked for.
package struct AlertQuery: Hashable, Sendable {
    /// Resolved ones as well.
    package var all: Bool
    /// Only those of this project.
    package var project: String?

    package init(all: Bool = false, project: String? = nil) { (self.all, self.project) = (all, project) }
}

/// The body of `POST /v1/alerts/{id}/ack`.
package struct AcknowledgeRequest: Hashable, Sendable, Codable, RequestMessage {
    /// What the asker calls themselves; empty where they do not say. Who they are is known from the socket.
    package var by: String
    package var because: String
    /// When it ends by itself; left out: it does not.
    package var until: Instant?

    package init(by: String, because: String, until: Instant? = nil) {
        (self.by, self.because, self.until) = (by, because, until)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case by, because, until
    }

    package static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        by = try values.decodeIfPresent(String.self, forKey: .by) ?? ""
        because = try values.decodeIfPresent(String.self, forKey: .because) ?? ""
        until = try values.decodeIfPresent(Instant.self, forKey: .until)
    }
}
